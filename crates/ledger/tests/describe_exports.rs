//! `describe` on exports of billing programs, shops and administrations: which column is the customer, which the end,
//! for which period the price is, and what stays while a contract runs.

use ledger::describe::{Description, describe};
use ledger::input::Reading;
use ledger::mapping::Setting;
use relationship::Currency;

#[track_caller]
fn check(text: &str, options: &str, doubts: &[&str]) -> Description {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("export.csv");
    std::fs::write(&path, text).expect("written");
    let setting = Setting { today: "2026-11-23".parse().expect("a day"), currency: Currency::EUR };
    let found = describe(&path, &Reading::default(), setting).expect("a table");
    let (_, found_options) = found.command.split_once(".csv ").expect("a command");
    assert_eq!(found_options, options);
    let names: Vec<&str> = found.doubts.iter().map(|doubt| doubt.name).collect();
    for doubt in doubts {
        assert!(names.contains(doubt), "{doubt} is missing in {names:?}");
    }
    found
}

#[track_caller]
fn has_no(found: &Description, doubt: &str) {
    assert!(found.doubts.iter().all(|it| it.name != doubt), "{doubt}: {:?}", found.doubts);
}

#[test]
fn an_invoice_is_something_that_happened_to_its_customer() {
    check(
        "id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Subscription,Tax,Total,Amount Paid,Status,\
         Minimum Line Item Period Start (UTC)\n\
         in_1,9.50,eur,cus_a,2025-01-09 10:22,2025-01-30,sub_1,0.00,9.50,9.50,paid,2025-01-09 10:22\n\
         in_2,9.50,eur,cus_b,2025-01-10 10:22,,sub_2,0.00,9.50,0.00,open,2025-01-10 10:22\n\
         in_3,9.50,eur,cus_a,2025-02-09 10:22,,sub_1,0.00,9.50,9.50,paid,2025-02-09 10:22\n",
        "--as events --id Customer --at 'Date (UTC)' --amount 'Amount Paid' --source-id id --currency-column Currency",
        &["kind_perhaps"],
    );
    check(
        "nr;vervaldatum;factuurdatum;klant;korting;totaalbedrag\nF1;01-02-2025;15-01-2025;k1;0,00;12,50\n\
         F2;01-03-2025;15-02-2025;k2;1,00;11,50\nF3;01-03-2025;16-02-2025;k1;0,00;12,50\n",
        "--as events --id klant --at factuurdatum --amount totaalbedrag --source-id nr",
        &[],
    );
}

#[test]
fn lines_of_orders_are_payments_of_the_buyer() {
    check(
        "Name,Email,Financial Status,Paid at,Currency,Subtotal,Discount Amount,Total,Created at,Lineitem price,Cancelled at,Id\n\
         #1,a@x.nl,paid,2025-01-09 10:00,EUR,9.50,0.00,9.50,2025-01-09 10:00,9.50,,5001\n\
         #1,a@x.nl,,,,,,,2025-01-09 10:00,0.00,,\n\
         #2,b@x.nl,refunded,2025-01-10 10:00,EUR,29.00,0.00,29.00,2025-01-10 10:00,29.00,2025-01-12 09:00,5002\n\
         #3,a@x.nl,paid,2025-02-09 10:00,EUR,9.50,0.00,9.50,2025-02-09 10:00,9.50,,5003\n",
        "--as events --id Email --at 'Created at' --amount Total --source-id Id --currency-column Currency",
        &["email", "kind_perhaps"],
    );
    // Who orders under a number of their own is known by it.
    check(
        "Order Number,Order Date,Customer User ID,Cart Discount Amount,Order Total Amount,Order Total Tax Amount\n\
         1,2025-01-09 10:22,31,2.50,10.00,1.00\n2,2025-01-10 10:22,32,0.50,11.00,1.10\n3,2025-02-09 10:22,31,0.25,12.00,1.20\n",
        "--as events --id 'Customer User ID' --at 'Order Date' --amount 'Order Total Amount' --source-id 'Order Number'",
        &[],
    );
}

#[test]
fn an_end_is_taken_before_the_notice_of_it_in_any_order_of_columns() {
    for (notice, end) in [
        ("opzegdatum", "einddatum"),
        ("canceled_at", "expires_at"),
        ("cancelled_on", "ended_on"),
        ("Kündigungsdatum", "Austritt"),
        ("opgezegd op", "lid tot"),
        ("date de résiliation", "date de fin"),
    ] {
        for is_first in [true, false] {
            let order = |a: &str, b: &str| if is_first { format!("{a};{b}") } else { format!("{b};{a}") };
            let text = format!(
                "klantnr;ingangsdatum;{}\n1;2024-01-05;{}\n2;2024-02-05;{}\n3;2024-03-05;;\n",
                order(notice, end),
                order("2024-05-12", "2024-06-30"),
                order("", ""),
            );
            let (end, notice) = (ledger::describe::quote(end), ledger::describe::quote(notice));
            let options = format!("--as customers --id klantnr --start ingangsdatum --left-on {end} --skip {notice}");
            check(&text, &options, &["known_after_leaving"]);
        }
    }
    // Where the notice is all there is, it is the end.
    check(
        "klantnr;ingangsdatum;opzegdatum\n1;2024-01-05;2024-05-12\n2;2024-02-05;\n",
        "--as customers --id klantnr --start ingangsdatum --left-on opzegdatum",
        &[],
    );
    // An end that was agreed with everybody tells of nobody that they left.
    check(
        "klantnr;ingangsdatum;contract einddatum;opzegdatum\n1;2024-01-05;2025-01-05;2024-05-12\n2;2024-02-05;2025-02-05;\n",
        "--as customers --id klantnr --start ingangsdatum --left-on opzegdatum",
        &[],
    );
}

#[test]
fn days_of_leaving_are_known_by_their_many_names() {
    for name in [
        "Stopdatum",
        "Vertrekdatum",
        "Datum uitschrijving",
        "Afgemeld op",
        "Laatste dag",
        "expires_at",
        "valid_to",
        "deactivated_at",
        "unsubscribed_at",
        "Exit date",
        "Leave Date",
        "Lost Date",
        "churned_at",
        "date_churned",
        "Austrittsdatum",
        "gültig bis",
        "Last day",
    ] {
        let text = format!("klantnr;startdatum;{name}\n1;2024-01-05;2024-05-12\n2;2024-02-05;\n3;2024-02-05;\n");
        let name = ledger::describe::quote(name);
        check(&text, &format!("--as customers --id klantnr --start startdatum --left-on {name}"), &[]);
    }
    // The last visit is no last day.
    check(
        "klantnr;startdatum;laatste bezoek\n1;2024-01-05;2024-05-12\n2;2024-02-05;\n",
        "--as customers --id klantnr --start startdatum",
        &["nobody_left"],
    );
    // As a spreadsheet keeps days.
    check(
        "Lidnr;Lid sinds;Lid tot\n1;46080;\n2;45662;45878\n3;45700;45900\n",
        "--as customers --id Lidnr --start 'Lid sinds' --left-on 'Lid tot'",
        &["days_in_short"],
    );
}

#[test]
fn a_day_of_leaving_beside_a_flag_is_no_consequence_of_it() {
    check(
        "customer_id,started_at,active,churned_at\n1,2024-01-05,true,\n2,2024-02-05,false,2024-06-05\n3,2024-02-06,true,\n",
        "--as customers --id customer_id --left active=false --start started_at --left-on churned_at",
        &[],
    );
}

#[test]
fn the_day_somebody_became_a_customer_comes_before_the_day_they_were_written_down() {
    for name in ["Became a Customer Date", "Customer since", "Klant geworden op", "Kunde seit"] {
        let text = format!(
            "Record ID,Create Date,{name},Churn date\n1,2024-01-05,2024-02-05,2024-05-12\n2,2024-02-05,2024-03-01,\n3,2024-02-05,2024-03-02,\n"
        );
        let name = ledger::describe::quote(name);
        check(&text, &format!("--as customers --id 'Record ID' --start {name} --left-on 'Churn date'"), &[]);
    }
}

#[test]
fn a_price_for_a_year_or_a_quarter_is_not_taken_for_one_per_month() {
    for name in ["annual_price", "jaarbedrag", "ARR", "Kwartaalprijs", "price per year", "Jahrespreis"] {
        let text = format!("id,start,einde,{name}\n1,2024-01-05,,290.50\n2,2024-02-05,2024-05-01,290.00\n");
        let found = check(&text, "--as customers --id id --start start --left-on einde", &["price_of_period"]);
        let doubt = found.doubts.iter().find(|it| it.name == "price_of_period").expect("a doubt");
        assert!(doubt.text.contains(&format!("`{name}`")), "{}", doubt.text);
    }
    for (price, period, year, month) in [
        ("price", "billing_interval", "year", "month"),
        ("Tarief", "Betaaltermijn", "J", "M"),
        ("Amount", "Interval", "1 year", "1 month"),
        ("Prijs per eenheid", "Cyclus", "Kwartaal", "Maand"),
        ("Preis", "Zahlweise", "jährlich", "monatlich"),
        ("price", "billing period", "3 months", "monthly"),
    ] {
        let table = |first: &str| {
            format!(
                "id;start;einde;{price};{period}\n1;2024-01-05;;29,50;{first}\n2;2024-02-05;2024-05-01;29,00;{month}\n"
            )
        };
        let options = "--as customers --id id --start start --left-on einde";
        let found = check(&table(year), options, &["price_of_period"]);
        let doubt = found.doubts.iter().find(|it| it.name == "price_of_period").expect("a doubt");
        assert!(doubt.text.contains(&format!("`{year}`")) && doubt.text.contains(price), "{}", doubt.text);
        // Where all pay per month it is the price.
        let found = check(&table(month), &format!("{options} --price {}", ledger::describe::quote(price)), &[]);
        has_no(&found, "price_of_period");
    }
    // An amount per month is one, whatever the bill.
    check(
        "id,start,einde,MRR,Billing Period\n1,2024-01-05,,29.50,1 year\n2,2024-02-05,2024-05-01,29.00,1 month\n",
        "--as customers --id id --start start --left-on einde --price MRR",
        &[],
    );
    // An amount of which nothing says what it is for is not dropped without a word.
    check(
        "id,start,einde,unit_amount\n1,2024-01-05,,29.50\n2,2024-02-05,2024-05-01,29.00\n",
        "--as customers --id id --start start --left-on einde",
        &["price_perhaps"],
    );
}

#[test]
fn a_price_that_is_taken_off_with_the_end_is_doubted() {
    let table = |ended: &str| {
        let pair = |n: u32| format!("{n},2024-01-05,,29.00\nx{n},2024-01-05,2024-06-01,{ended}\n");
        format!("id,start,end,MRR\n{}", (0..5).map(pair).collect::<String>())
    };
    let options = "--as customers --id id --start start --left-on end --price MRR";
    let found = check(&table("0.00"), options, &["price_gone"]);
    let doubt = found.doubts.iter().find(|it| it.name == "price_gone").expect("a doubt");
    assert!(doubt.text.starts_with("`MRR` is nothing in 5 of 5 rows that ended"), "{}", doubt.text);
    has_no(&check(&table("19.00"), options, &[]), "price_gone");
}

#[test]
fn a_code_of_a_plan_is_a_plan() {
    let row = |n: usize| {
        let (plan, end) = (["Basic-M", "Pro-M"][n % 2], ["", "2024-06-01"][n / 6]);
        format!("c{n},{plan},2024-01-0{},{end}\n", 1 + n % 9)
    };
    let text = format!("customer_id,Plan Id,start,end\n{}", (0..12).map(row).collect::<String>());
    check(&text, "--as customers --id customer_id --start start --left-on end --plan 'Plan Id'", &[]);
}

#[test]
fn days_of_zeros_are_blank() {
    for zero in ["0", "00000000", "0000-00-00", "0000-00-00 00:00:00", "00-00-0000"] {
        let text =
            format!("klantnr;begin;end_date\n1;2024-01-05;{zero}\n2;2024-02-05;2024-06-01\n3;2024-02-05;{zero}\n");
        let options = "--as customers --id klantnr --start begin --left-on end_date";
        let found = check(&text, options, &["zero_day"]);
        assert_eq!((found.rejected, found.columns[2].blanks), (0, 2), "{zero}");
        assert!(
            found.doubts.iter().any(|it| it.name == "zero_day" && it.text.contains("2 rows")),
            "{:?}",
            found.doubts
        );
    }
    // A first day of zeros is none.
    let found = check(
        "klantnr;begin;eind\n1;0000-00-00;2024-06-01\n2;2024-02-05;\n3;2024-02-05;\n",
        "--as customers --id klantnr --start begin --left-on eind",
        &[],
    );
    assert_eq!(found.rejected, 1);
    // A number of nothing stays a number.
    let found = check(
        "klantnr;begin;eind;bezoeken\n1;2024-01-05;;0\n2;2024-02-05;2024-06-01;3\n3;2024-02-05;;0\n",
        "--as customers --id klantnr --start begin --left-on eind",
        &[],
    );
    assert_eq!(found.columns[3].blanks, 0);
}

#[test]
fn the_customer_is_known_behind_other_words_and_beside_other_numbers() {
    check(
        "Abonnement;Nr. verkooprelatie;Naam verkooprelatie;Begindatum;Einddatum\n000;300;Klant A;05-01-2025;\n\
         001;301;Klant B;15-01-2025;31-03-2025\n002;300;Klant A;25-01-2025;\n",
        "--as contracts --id 'Nr. verkooprelatie' --contract Abonnement --start Begindatum --end Einddatum",
        &["personal_columns_left_out"],
    );
    for [one, two] in [["Code", "Nummer"], ["Nummer", "Code"]] {
        // A number that comes back is the customer's; where none does, nobody can tell.
        let table = |last: &str| {
            let pair = |code: &str, number: &str| if one == "Code" { [code, number] } else { [number, code] }.join(";");
            let rows = [pair("1", "500"), pair("2", "501"), pair(last, "502")];
            let [a, b, c] = rows;
            format!("{one};{two};Begindatum;Einddatum\n{a};05-01-2025;\n{b};15-01-2025;31-03-2025\n{c};25-01-2025;\n")
        };
        check(
            &table("1"),
            "--as contracts --id Code --contract Nummer --start Begindatum --end Einddatum",
            &["id_perhaps"],
        );
        check(&table("3"), "--as customers --id Nummer --start Begindatum --left-on Einddatum", &["id_perhaps"]);
    }
}

#[test]
fn a_blank_number_of_a_customer_makes_no_other_column_the_customer() {
    let found = check(
        "klantnr,begin,eind\n1,2024-01-05,\n,2024-02-05,\n3,2024-02-06,2024-06-01\n",
        "--as customers --id klantnr --start begin --left-on eind",
        &[],
    );
    assert_eq!(found.rejected, 1);
}

#[test]
fn who_somebody_is_becomes_no_trait() {
    let found = check(
        "Lidnummer;Voorletters;Naam relatie;Billing Name;Geboortedatum;Postcode;Inschrijfdatum;Einddatum;Geboortejaar;Wijk\n\
         1;J.;Jansen;Jansen;14-04-1993;3511 AB;05-01-2024;;1993;Oost\n\
         2;P.;Pieters;Pieters;15-04-1983;3512 AB;06-01-2024;01-03-2024;1983;West\n",
        "--as customers --id Lidnummer --start Inschrijfdatum --left-on Einddatum",
        &["personal_columns_left_out"],
    );
    let doubt = found.doubts.iter().find(|it| it.name == "personal_columns_left_out").expect("a doubt");
    let said = "`Voorletters`, `Naam relatie`, `Billing Name`, `Geboortedatum`, `Postcode`;";
    assert!(doubt.text.contains(said), "{}", doubt.text);
    // What an article, a plan or a district of digits is called is about no person.
    let found = check(
        "Lidnummer;Plan name;Product name;Postcode;Inschrijfdatum;Einddatum\n1;a;b;3511;05-01-2024;\n2;b;b;3512;06-01-2024;01-03-2024\n\
         3;b;b;3512;06-02-2024;\n",
        "--as customers --id Lidnummer --start Inschrijfdatum --left-on Einddatum --plan 'Plan name'",
        &[],
    );
    has_no(&found, "personal_columns_left_out");
}

#[test]
fn only_what_stays_while_a_contract_runs_is_proposed_as_a_trait() {
    let rows = "s1,c1,price_a,Basic,month,active,2023-01-01,2026-11-01 10:11,,false\n\
                s2,c1,price_b,Pro,month,canceled,2023-02-01,2023-12-01 09:00,2023-12-01,true\n\
                s3,c2,price_a,Basic,year,active,2023-02-09,2026-12-09 10:11,,false\n\
                s4,c3,price_b,Pro,month,active,2023-03-09,2026-12-10 10:11,,false\n";
    check(
        &format!(
            "id,Customer ID,Plan,Product,Interval,Status,Start Date,Current Period End,Ended At,Cancel At Period End\n{rows}"
        ),
        "--as contracts --id 'Customer ID' --contract id --start 'Start Date' --end 'Ended At' --plan Plan \
         --trait Product --trait Interval",
        &["traits_change"],
    );
    check(
        "klantnr;contractnr;begin;eind;status;volgende factuur;regio\n1;a1;2024-01-05;;actief;2026-12-01;N\n\
         1;a2;2024-02-05;2024-05-01;gestopt;;Z\n2;a3;2024-02-05;;actief;2026-12-01;N\n3;a4;2024-02-07;;actief;2026-12-01;Z\n",
        "--as contracts --id klantnr --contract contractnr --start begin --end eind --trait regio",
        &["traits_change"],
    );
}

#[test]
fn contracts_of_one_customer_from_one_day_are_told_apart_or_doubted() {
    let rows = |code: &str| {
        let codes = [(); 3].map(|()| "");
        let [a, b, c] = if code.is_empty() { codes } else { ["8716870001;", "8716870002;", "8716870003;"] };
        format!(
            "Klantnr;{code}Energiesoort;Ingangsdatum;Einddatum;Termijnbedrag\nK1;{a}Stroom;01-01-2025;31-12-9999;100,00\n\
             K1;{b}Gas;01-01-2025;30-06-2025;50,00\nK2;{c}Gas;01-02-2025;31-12-9999;50,00\n"
        )
    };
    let rest = "--start Ingangsdatum --end Einddatum --price Termijnbedrag";
    for code in ["EAN-code", "Aansluitnummer", "meter_id"] {
        let options = format!("--as contracts --id Klantnr --contract {code} {rest}");
        check(&rows(&format!("{code};")), &options, &["contract_guessed"]);
    }
    let found = check(&rows(""), &format!("--as contracts --id Klantnr {rest}"), &["contracts_alike"]);
    let doubt = found.doubts.iter().find(|it| it.name == "contracts_alike").expect("a doubt");
    assert!(doubt.text.starts_with("1 row with"), "{}", doubt.text);
}

#[test]
fn who_is_no_customer_yet_is_doubted() {
    for (column, value) in [("Status", "incomplete_expired"), ("state", "trialing"), ("Lifecycle Stage", "Lead")] {
        let text = format!(
            "id,Customer ID,{column},Created (UTC),Ended At\ns1,c1,active,2023-01-01 10:11,\n\
             s2,c2,{value},2023-02-01 10:11,2023-12-01 09:00\ns3,c3,active,2023-02-09 10:11,\n"
        );
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("export.csv");
        std::fs::write(&path, text).expect("written");
        let setting = Setting { today: "2026-11-23".parse().expect("a day"), currency: Currency::EUR };
        let found = describe(&path, &Reading::default(), setting).expect("a table");
        let doubt = found.doubts.iter().find(|it| it.name == "not_yet_customers").expect("a doubt");
        assert!(doubt.text.starts_with(&format!("`{column}` says `{value}` in 1 row,")), "{}", doubt.text);
    }
}
