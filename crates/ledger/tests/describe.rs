//! `describe` proposes what a person would have chosen. Files of other people are only used where they stand beside the
//! project.

use std::path::{Path, PathBuf};

use ledger::describe::{Description, describe};
use ledger::input::Reading;
use ledger::mapping::Setting;
use relationship::Currency;

fn described(path: &Path) -> Description {
    let setting = Setting { today: "2026-11-22".parse().expect("a day"), currency: Currency::EUR };
    describe(path, &Reading::default(), setting).expect("a table")
}

/// A file beside the project, or nothing with a word about it.
fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

#[track_caller]
fn check(name: &str, options: &str, doubts: &[&str]) {
    let Some(path) = shared(name) else { return };
    let found = described(&path);
    let start = format!("vaarwel import {} ", ledger::describe::quote(&path.display().to_string()));
    assert_eq!(found.command.strip_prefix(&start), Some(options));
    let names: Vec<&str> = found.doubts.iter().map(|doubt| doubt.name).collect();
    for doubt in doubts {
        assert!(names.contains(doubt), "{name}: {doubt} is missing in {names:?}");
    }
    assert_eq!(found.rejected, 0, "{name}");
    assert_eq!(found.preview.len(), 20);
}

#[test]
fn public_files_get_the_mapping_a_person_would_choose() {
    check(
        "ibm_telco/Telco-Customer-Churn.csv",
        "--as customers --id customerID --tenure tenure --tenure-unit months --left Churn=Yes --price MonthlyCharges",
        &["blanks", "as_of_assumed"],
    );
    check(
        "ibm_telco_reasons/Telco_customer_churn.xlsx",
        "--as customers --id CustomerID --tenure 'Tenure Months' --tenure-unit months --left 'Churn Label=Yes' --price \
         'Monthly Charges' --reason 'Churn Reason' --skip 'Churn Value' --skip 'Churn Score'",
        &["known_after_leaving"],
    );
    check(
        "ibm_telco_reasons/Telco_customer_churn_status.xlsx",
        "--as customers --id 'Customer ID' --left 'Churn Label=Yes' --reason 'Churn Reason' --skip 'Customer Status' --skip \
         'Churn Value' --skip 'Churn Score' --skip 'Churn Category'",
        &["gives_away_leaving", "no_duration"],
    );
    check(
        "ibm_telco_reasons/Telco_customer_churn_services.xlsx",
        "--as customers --id 'Customer ID' --tenure 'Tenure in Months' --tenure-unit months --price 'Monthly Charge'",
        &["nobody_left", "blanks"],
    );
    check(
        "iranian_churn_uci563/Customer_Churn.csv",
        "--as customers --id @row --tenure 'Subscription  Length' --tenure-unit months --left Churn=1",
        &["no_id"],
    );
    check(
        "known_truth/customers.csv",
        "--as customers --id customer_id --tenure tenure_months --tenure-unit months --left churned=1 --price price",
        &["satisfaction"],
    );
    check(
        "cdnow/CDNOW_master.txt",
        "--as events --id customer_id --at date --amount dollar_value --value number_of_cds",
        &[],
    );
    check("cdnow/cdnowElog_BTYD.csv", "--as events --id masterid --at date --amount sales --value cds", &[]);
    check(
        "cdnow/CDNOW_sample.txt",
        "--as events --id column_1 --at column_3 --amount column_5",
        &["id_guessed", "amount_guessed"],
    );
    check("hillstrom/hillstrom_data.csv", "--as customers --id @row", &["no_id", "nobody_left", "no_duration"]);
    check(
        "competing_risks_mgus2/mgus2.csv",
        "--as customers --id id --tenure futime --tenure-unit months --left death=1",
        &["tenure_unit_guessed", "left_guessed"],
    );
    check("cookie_cats/cookie_cats.csv", "--as customers --id userid --left retention_7=FALSE", &["left_by_staying"]);
}

#[track_caller]
fn check_text(text: &str, options: &str, doubts: &[&str]) -> Description {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("klanten.csv");
    std::fs::write(&path, text).expect("written");
    let found = described(&path);
    let (_, found_options) = found.command.split_once(".csv ").expect("a command");
    assert_eq!(found_options, options);
    let names: Vec<&str> = found.doubts.iter().map(|doubt| doubt.name).collect();
    for doubt in doubts {
        assert!(names.contains(doubt), "{doubt} is missing in {names:?}");
    }
    found
}

#[test]
fn a_dutch_file_with_days_becomes_contracts() {
    check_text(
        "Klantnummer;Contractnummer;Ingangsdatum;Einddatum;Opzegreden;Abonnement;Maandprijs\n\
         1001;A1;03-04-2024;05-06-2025;te duur;basis;12,50\n1001;A2;07-08-2025;;;extra;1.234,50\n\
         1002;A3;01-02-2024;;;basis;12,50\n",
        "--as contracts --id Klantnummer --contract Contractnummer --start Ingangsdatum --end Einddatum --price Maandprijs \
         --plan Abonnement --reason Opzegreden",
        &["date_order_unclear"],
    );
}

#[test]
fn an_american_file_keeps_its_dollars_and_its_order_of_days() {
    check_text(
        "Customer ID,Signup Date,Cancel Date,Monthly Fee\nc1,1/31/2023,,$19.99\nc2,2/14/2023,12/25/2023,$9.99\n\
         c3,3/17/2023,,$19.99\n",
        "--as customers --id 'Customer ID' --start 'Signup Date' --left-on 'Cancel Date' --price 'Monthly Fee' --currency USD",
        &[],
    );
    // Two currencies in one column are for a person to part.
    check_text(
        "id,start,price\n1,2024-01-01,$5\n2,2024-01-01,€ 5\n",
        "--as customers --id id --start start --price price",
        &["nobody_left", "mixed_currencies"],
    );
}

#[test]
fn a_column_of_currencies_is_the_currency_of_the_amounts_and_no_trait() {
    let mixed = "id,start,price,ccy\n1,2024-01-01,5,EUR\n2,2024-01-01,6,USD\n3,2024-01-01,7,EUR\n";
    let options = "--as customers --id id --start start --price price --currency-column ccy";
    let found = check_text(mixed, options, &["mixed_currencies"]);
    let doubt = found.doubts.iter().find(|doubt| doubt.name == "mixed_currencies").expect("a doubt");
    assert!(doubt.text.starts_with("`ccy` names several currencies: `EUR`, `USD`;"), "{}", doubt.text);
    assert!(
        doubt.text.contains("so that 1 row would be refused beside EUR") && doubt.text.contains("--currency CODE"),
        "{}",
        doubt.text
    );
    assert_eq!((found.rejected, found.rejects[0].line, found.rejects[0].value.as_str()), (1, 3, "USD"));
    let found = check_text(
        "klant;datum;bedrag;Währung\n1;2024-01-01;5,00;USD\n2;2024-01-01;6,50;USD\n1;2024-01-03;7,25;\n",
        "--as events --id klant --at datum --amount bedrag --currency USD --currency-column 'Währung'",
        &[],
    );
    assert!(found.rejected == 0 && found.doubts.iter().all(|doubt| doubt.name != "mixed_currencies"));
    // Of several the one beside the price.
    check_text(
        "id,deposit,deposit_currency,start,price,price_currency\n1,5,GBP,2024-01-01,5,EUR\n2,5,GBP,2024-02-01,6,EUR\n",
        "--as customers --id id --start start --price price --currency-column price_currency",
        &[],
    );
}

#[test]
fn an_export_of_subscriptions_keeps_its_ids() {
    check_text(
        "id,Customer ID,Status,Created (UTC),Canceled At (UTC)\nsub1,cus1,active,2023-01-01 10:11,\n\
         sub2,cus2,canceled,2023-02-01 10:11,2023-12-01 09:00\nsub3,cus3,active,2023-02-09 10:11,\n",
        "--as customers --id 'Customer ID' --left Status=canceled --start 'Created (UTC)' --left-on 'Canceled At (UTC)'",
        &[],
    );
}

#[test]
fn seconds_since_1970_are_moments() {
    check_text(
        "timestamp,user_id,event_name\n1700000000,u1,login\n1700086400,u2,upload\n1700172800,u1,login\n1700259200,u2,login\n",
        "--as events --id user_id --at timestamp --kind event_name",
        &["own_kinds"],
    );
}

#[test]
fn carets_and_tildes_part_values_too() {
    for sign in ["^", "~"] {
        let text = "klant;van;tot\nk1;2024-01-31;\nk2;2024-02-01;2024-05-31\n".replace(';', sign);
        check_text(&text, "--as customers --id klant --start van --left-on tot", &[]);
    }
}

#[test]
fn days_that_are_not_read_are_doubted_with_the_form_that_is() {
    for (name, one, two) in [("startdatum", "20323", "20400"), ("week", "2024-W5", "2024-W6")] {
        let text = format!("id,{name},churn\n1,{one},yes\n2,{two},no\n3,{two},no\n");
        let found = check_text(&text, "--as customers --id id --left churn=yes", &["days_unread", "no_duration"]);
        let doubt = found.doubts.iter().find(|doubt| doubt.name == "days_unread").expect("a doubt");
        assert!(
            doubt.text.contains(&format!("`{one}` is not read")) && doubt.text.contains("2024-12-31"),
            "{}",
            doubt.text
        );
    }
    let found = check_text(
        "id,Première datum,churn\n1,2024-01-05,yes\n2,2024-02-05,no\n",
        "--as customers --id id --left churn=yes",
        &["no_duration"],
    );
    assert!(found.doubts.iter().any(|doubt| doubt.text.contains("days stand in `Première datum`")));
    assert!(found.doubts.iter().all(|doubt| doubt.name != "gives_away_leaving"), "each value stands there once");
}

#[test]
fn days_in_short_are_proposed_as_they_are_read() {
    for (name, one, two, option, day) in [
        ("startdatum", "45323", "45400", "startdatum", "2024-02-01"),
        ("start week", "2024-W05", "2024-W12", "'start week'", "2024-01-29"),
        ("start maand", "2024-01", "2024-02", "'start maand'", "2024-01-01"),
        ("start", "31-1-24", "12-2-24", "start", "2024-01-31"),
        ("start", "31-Jan-24", "12-Feb-24", "start", "2024-01-31"),
    ] {
        let text = format!("id,{name},churn\n1,{one},yes\n2,{two},no\n3,{two},no\n");
        let options = format!("--as customers --id id --left churn=yes --start {option}");
        let found = check_text(&text, &options, &["days_in_short"]);
        let doubt = found.doubts.iter().find(|doubt| doubt.name == "days_in_short").expect("a doubt");
        assert!(doubt.text.contains(&format!("`{one}`, which was read as {day}")), "{}", doubt.text);
        assert_eq!(found.rejected, 0);
    }
    // Two readings: one is proposed in so many words, and the others are told.
    let found = check_text(
        "id,start,churn\n1,5-1-24,yes\n2,12-2-24,no\n",
        "--as customers --id id --left churn=yes --start start --date-order dmy",
        &["date_order_unclear"],
    );
    let doubt = found.doubts.iter().find(|doubt| doubt.name == "date_order_unclear").expect("a doubt");
    assert_eq!(
        doubt.text,
        "`5-1-24` in `start` can be `2024-01-05`, `2024-05-01`: it is read as 2024-01-05; if that is wrong, say another \
         --date-order: dmy, mdy or ymd"
    );
    // What is no day by its name is a number.
    let found = check_text(
        "id,meterstand start,price,churn\n1,45123,30000,yes\n2,45223,30000,no\n",
        "--as customers --id id --left churn=yes --price price",
        &["no_duration"],
    );
    assert!(found.columns.iter().all(|column| column.kind != ledger::describe::ColumnKind::Day));
}

#[test]
fn a_title_and_a_delimiter_at_the_end_of_rows_cost_nothing() {
    let found = check_text(
        "Export klanten 2026\n\nid,duur,opgezegd\n1,3,ja,\n2,5,nee,\n",
        "--as customers --id id --tenure duur --tenure-unit months --left opgezegd=ja",
        &[],
    );
    assert!(found.rejected == 0 && found.doubts.iter().any(|doubt| doubt.text == "left out above the header: 1 row"));
}

#[test]
fn a_german_file_is_understood() {
    check_text(
        "Kundennummer;Beginn;Ende;Preis;Kündigungsgrund\n1;01.02.2024;;12,50;\n2;15.03.2024;30.06.2025;9,90;zu teuer\n",
        "--as customers --id Kundennummer --start Beginn --left-on Ende --price Preis --reason 'Kündigungsgrund'",
        &[],
    );
}

#[test]
fn codes_of_one_and_two_are_not_guessed() {
    check_text(
        "id,time,status\n1,306,1\n2,455,2\n3,1010,1\n",
        "--as customers --id id --tenure time --tenure-unit days",
        &["nobody_left"],
    );
}

#[test]
fn the_years_of_a_file_tell_the_unit_of_a_duration() {
    check_text(
        "id,joined_yr,time,churn\n1,1986,10,yes\n2,2020,424,no\n3,2001,93,no\n",
        "--as customers --id id --tenure time --tenure-unit months --left churn=yes",
        &["tenure_unit_guessed"],
    );
    check_text(
        "id,joined_yr,time,churn\n1,2023,10,yes\n2,2024,424,no\n3,2023,93,no\n",
        "--as customers --id id --tenure time --tenure-unit days --left churn=yes",
        &["tenure_unit_guessed"],
    );
    check_text(
        "id,birth_year,tenure,churn\n1,1942,10,yes\n2,2004,60,no\n3,2001,3,no\n",
        "--as customers --id id --tenure tenure --tenure-unit months --left churn=yes",
        &["tenure_unit_guessed"],
    );
}

#[test]
fn a_doubt_about_a_unit_says_what_each_would_mean() {
    let found = check_text(
        "id,tenure,churn\n1,10,yes\n2,424,no\n",
        "--as customers --id id --tenure tenure --tenure-unit months --left churn=yes",
        &["tenure_unit_guessed"],
    );
    let doubt = found.doubts.iter().find(|doubt| doubt.name == "tenure_unit_guessed").expect("a doubt");
    assert_eq!(
        doubt.text,
        "the unit of `tenure` is not in its name: 424 in days is 1.2 years, in months 35 years; months was taken: if that \
         is wrong, say --tenure-unit"
    );
}

#[test]
fn a_duration_is_known_by_its_unit() {
    check_text(
        "klant,dagen_actief,opgezegd\nk1,31,ja\nk2,400,nee\nk3,12,nee\n",
        "--as customers --id klant --tenure dagen_actief --tenure-unit days --left opgezegd=ja",
        &[],
    );
}

#[test]
fn a_file_about_one_customer_names_that_customer() {
    check_text(
        "customer_id,date,amount\n7,2024-01-02,12.50\n7,2024-02-02,3.75\n7,2024-03-09,8.00\n",
        "--as events --id customer_id --at date --amount amount",
        &[],
    );
    check_text(
        "customer_id,date,amount\n7,2024-01-02,12.50\n",
        "--as events --id customer_id --at date --amount amount",
        &[],
    );
    // A constant that is called like an id of something else is not the customer.
    check_text(
        "shop id,klant,date,amount\n7,a1,2024-01-02,12.50\n7,b2,2024-02-02,3.75\n7,a1,2024-03-09,8.00\n",
        "--as events --id klant --at date --amount amount",
        &[],
    );
    check_text(
        "shop id,tenure,churn\n7,3,yes\n7,4,no\n",
        "--as customers --id @row --tenure tenure --tenure-unit months --left churn=yes",
        &["no_id"],
    );
}

#[test]
fn what_tells_who_somebody_is_is_doubted() {
    check_text(
        "id,email,note,tenure,churn\n1,a@b.nl,he said that he would rather go to another shop next year,3,yes\n\
         2,c@d.nl,she wrote us a long letter about the bike and the rain,4,no\n",
        "--as customers --id id --tenure tenure --tenure-unit months --left churn=yes --skip note",
        &["email", "free_text"],
    );
}

#[test]
fn a_file_that_is_hardly_a_table_is_doubted() {
    check_text(
        "a title, perhaps\nsome words\nmore words\nand, two\n",
        "--as customers --id @row",
        &["most_rows_rejected"],
    );
}

#[test]
fn what_is_not_called_by_its_name_is_guessed_and_doubted() {
    // No header: the first column is the customer, a day that is always there the first.
    check_text(
        "1,2024-01-05,2024-06-01,12.50\n2,2024-02-05,,12.50\n3,2024-03-05,2025-01-01,9.00\n",
        "--as customers --id column_1 --start column_2 --left-on column_3",
        &["id_guessed", "start_guessed", "end_guessed"],
    );
    check_text(
        "id,date,date,status\n1,2024-01-05,2024-06-01,closed\n2,2024-02-05,,open\n3,2024-03-05,,open\n",
        "--as customers --id id --left status=closed --start date --left-on 'date (2)'",
        &["column_renamed", "start_guessed", "end_guessed"],
    );
    // A day before the first is no last day, and a column that is always filled need not be one.
    check_text(
        "klant,geboren,bezocht,besteld\n1,1990-01-02,2024-03-05,2024-01-05\n2,1980-01-02,2024-02-05,\n",
        "--as customers --id klant --start bezocht",
        &["start_guessed", "nobody_left"],
    );
    check_text(
        "customer_id,first_order,last_order\n1,2024-01-05,2024-03-05\n2,2024-02-05,2025-01-01\n",
        "--as customers --id customer_id --start first_order",
        &["nobody_left"],
    );
}

#[test]
fn names_of_every_trade_are_known() {
    check_text(
        "Polisnummer;Relatienummer;Ingang;Einde;Contributie\nP1;R1;05-01-2024;31-12-9999;4,50\nP2;R1;15-01-2025;31-12-9999;4,50\n",
        "--as contracts --id Relatienummer --contract Polisnummer --start Ingang --end Einde --price Contributie",
        &[],
    );
    check_text(
        "id,Customer ID,Created (UTC),Current Period End (UTC),Ended At (UTC)\ns1,c1,2023-01-01 10:11,2026-12-01 10:11,\n\
         s2,c1,2023-02-01 10:11,2023-12-01 09:00,2023-12-01 09:00\ns3,c2,2023-02-09 10:11,2026-12-09 10:11,\n",
        "--as contracts --id 'Customer ID' --contract id --start 'Created (UTC)' --end 'Ended At (UTC)'",
        &[],
    );
    check_text(
        "CLIENTNUM,Customer_Age,Months_on_book,Attrition_Flag\n7,45,39,Existing Customer\n8,49,44,Attrited Customer\n",
        "--as customers --id CLIENTNUM --tenure Months_on_book --tenure-unit months --left 'Attrition_Flag=Attrited Customer'",
        &[],
    );
    check_text(
        "Klantcode,Status,mrr_eur,Klant sinds (jaren)\na,Actief,10.50,3\nb,Inactief,20.00,4\nc,Actief,10.50,9\n",
        "--as customers --id Klantcode --tenure 'Klant sinds (jaren)' --tenure-unit years --left Status=Inactief --price mrr_eur",
        &[],
    );
    check_text(
        "subscriber,subscribed_on,cancelled_on,cancel_type\n1,2024-01-05,2024-02-05,voluntary\n2,2024-02-05,,\n",
        "--as customers --id subscriber --start subscribed_on --left-on cancelled_on --kind cancel_type",
        &[],
    );
    check_text(
        "Phone,Account Length,Churn?\n382-4657,128,False.\n371-7191,107,True.\n",
        "--as customers --id @row --tenure 'Account Length' --tenure-unit months --left 'Churn?=True.'",
        &["no_id"],
    );
}

#[test]
fn what_stands_for_nothing_is_blank() {
    let found = check_text(
        "id,start,end,price,reason\n1,2024-01-05,NULL,9.99,-\n2,2024-02-05,2024-06-01,NULL,price\n3,2024-03-05,NULL,9.99,-\n",
        "--as customers --id id --start start --left-on end --price price --reason reason",
        &["blanks"],
    );
    assert_eq!((found.rejected, found.columns[2].blanks), (0, 2));
}

#[test]
fn a_row_that_adds_up_the_others_is_no_customer() {
    let found = check_text(
        "Klant;Maanden lid;Opgezegd\nK1;12;ja\nK2;40;nee\nTotaal;3600;\n",
        "--as customers --id Klant --tenure 'Maanden lid' --tenure-unit months --left Opgezegd=ja",
        &[],
    );
    let reject = found.rejects.first().expect("a reject");
    assert_eq!((found.rejected, reject.line, reject.value.as_str()), (1, 4, "Totaal"));
    assert!(reject.allowed.contains("adds up others"), "{}", reject.allowed);
    assert!(found.reasons.iter().any(|reason| reason.text.contains("goes up to 40 months")));
}

#[test]
fn what_cannot_be_true_of_a_company_is_doubted() {
    check_text(
        "id,start,churn\n1,2024-01-05,yes\n2,2024-02-05,no\n",
        "--as customers --id id --left churn=yes --start start",
        &["no_last_day", "as_of_assumed"],
    );
    check_text(
        "customer_no,contract_start,contract_end,monthly_amount\n1,2024-01-05,2027-01-05,30\n2,2024-02-05,2027-02-05,30\n",
        "--as customers --id customer_no --start contract_start --left-on contract_end --price monthly_amount",
        &["all_ended"],
    );
    check_text(
        "Factuurnummer;Debiteur;Factuurdatum;Bedrag;Status\nF1;D1;05-01-2024;12,50;betaald\n\
         F2;D2;15-02-2024;12,50;mislukt\nF3;D1;15-02-2024;12,50;betaald\n",
        "--as events --id Debiteur --at Factuurdatum --amount Bedrag --source-id Factuurnummer",
        &["kind_perhaps"],
    );
    check_text(
        "user,at,amount_cents\n1,2024-01-05,1250\n1,2024-02-05,1250\n",
        "--as events --id user --at at",
        &["amount_in_cents"],
    );
    check_text(
        "tijdstip;klantnummer;minuten\n05-01-2025 14:00;1;12,5\n15-01-2025 14:00;1;3,25\n",
        "--as events --id klantnummer --at tijdstip --value minuten",
        &[],
    );
}

#[test]
fn a_file_of_one_row_and_a_company_nobody_left_are_described() {
    check_text(
        "id,tenure_months,churn\n1,1,yes\n",
        "--as customers --id id --tenure tenure_months --tenure-unit months --left churn=yes",
        &["most_left"],
    );
    let found = check_text(
        "id,tenure_months,churn\n1,12,no\n2,14,no\n",
        "--as customers --id id --tenure tenure_months --tenure-unit months --left churn",
        &[],
    );
    assert!(found.reasons.iter().any(|reason| reason.text == "`churn` says who left: nobody in these rows"));
}
