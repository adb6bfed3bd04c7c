//! Version 1 of the catalogue, one row per family and per reason.
//!
//! Drawn from the source texts of this project, S. M. Keaveney (1995), Customer Switching Behavior in Service
//! Industries, Journal of Marketing 59(2):71-82, the push and pull reasons of Stauss and Friege (1999), Regaining
//! Service Customers, Journal of Service Research 1(4):347-361, and the cancellation feedback values of Stripe.

use super::Reason;
use super::catalogue::Degree::{self, No, Open, Partly, Yes};
use super::catalogue::OfferRule::{self, FixFirst, Hardship, Help, Never, NoOffer, Offer, Pause, Repair};
use super::catalogue::ReasonKind::{self, Circumstance, Company, Involuntary, Positive, Unknown, Voluntary};
use super::catalogue::Sensitivity::{self, Delicate, Health, Perhaps, Plain};

/// A reason of which no more is known than its kind and texts: nothing delicate, no offer, a choice for customers
/// unless only the system or the company can know it.
const fn reason(kind: ReasonKind, code: &'static str, nl: &'static str, en: &'static str) -> Reason {
    Reason {
        code,
        nl,
        en,
        kind,
        changeable: Open,
        firm_controls: Open,
        sensitive: Plain,
        offer: NoOffer,
        stripe: None,
        shown_to_customers: !matches!(kind, Involuntary | Company),
    }
}

impl Reason {
    const fn open_to_change(mut self, changeable: Degree, firm_controls: Degree) -> Self {
        self.changeable = changeable;
        self.firm_controls = firm_controls;
        self
    }

    const fn sensitive(mut self, sensitive: Sensitivity) -> Self {
        self.sensitive = sensitive;
        self
    }

    const fn offer(mut self, offer: OfferRule) -> Self {
        self.offer = offer;
        self
    }

    const fn stripe(mut self, value: &'static str) -> Self {
        self.stripe = Some(value);
        self
    }

    const fn never_a_choice(mut self) -> Self {
        self.shown_to_customers = false;
        self
    }
}

pub(super) static REASONS: &[Reason] = &[
    reason(Voluntary, "price", "Prijs en waarde", "Price and value"),
    reason(Voluntary, "price.too_high", "Te duur voor wat ik kreeg", "Too expensive for what I got")
        .open_to_change(Yes, Yes)
        .offer(Offer)
        .stripe("too_expensive"),
    reason(Voluntary, "price.increase", "De prijs ging omhoog", "The price went up")
        .open_to_change(Yes, Yes)
        .offer(Offer)
        .stripe("too_expensive"),
    reason(Voluntary, "price.surprise", "Onverwachte kosten", "Unexpected charges")
        .open_to_change(Yes, Yes)
        .offer(FixFirst)
        .stripe("too_expensive"),
    reason(Voluntary, "price.cheaper_elsewhere", "Elders goedkoper", "Cheaper elsewhere")
        .open_to_change(Yes, Yes)
        .offer(Offer)
        .stripe("switched_service"),
    reason(Voluntary, "service", "Service en contact", "Service and contact"),
    reason(Voluntary, "service.encounter", "Onvriendelijk of onbekwaam geholpen", "Unfriendly or unskilled help")
        .open_to_change(Yes, Yes)
        .stripe("customer_service"),
    reason(Voluntary, "service.slow", "Te traag of niet bereikbaar", "Too slow or unreachable")
        .open_to_change(Yes, Yes)
        .stripe("customer_service"),
    reason(Voluntary, "service.unresolved", "Klacht niet opgelost", "Complaint not solved")
        .open_to_change(Yes, Yes)
        .stripe("customer_service"),
    reason(Voluntary, "service.channels", "Te weinig manieren om contact op te nemen", "Too few ways to reach you")
        .open_to_change(Yes, Yes)
        .stripe("customer_service"),
    reason(Voluntary, "product", "Product of dienst zelf", "The product or service itself"),
    reason(Voluntary, "product.quality", "Werkte niet goed of fouten", "Did not work well, errors")
        .open_to_change(Yes, Yes)
        .stripe("low_quality"),
    reason(Voluntary, "product.missing", "Ik miste iets", "Something was missing")
        .open_to_change(Yes, Yes)
        .offer(Offer)
        .stripe("missing_features"),
    reason(Voluntary, "product.complex", "Te ingewikkeld", "Too complicated")
        .open_to_change(Yes, Yes)
        .offer(Help)
        .stripe("too_complex"),
    reason(
        Voluntary,
        "product.inconvenient",
        "Onhandig: plaats, tijd, levering",
        "Inconvenient: place, time, delivery",
    )
    .open_to_change(Partly, Partly)
    .offer(Offer)
    .stripe("other"),
    reason(Voluntary, "start", "Op gang komen", "Getting started"),
    reason(Voluntary, "start.never_started", "Ik ben nooit goed begonnen", "I never really got started")
        .open_to_change(Yes, Yes)
        .offer(Help)
        .stripe("unused"),
    reason(Voluntary, "start.no_contact", "Na aankoop hoorde ik niets meer", "I heard nothing after buying")
        .open_to_change(Yes, Yes)
        .stripe("customer_service"),
    reason(Voluntary, "start.expectation", "Anders dan beloofd of verwacht", "Not what was promised")
        .open_to_change(Yes, Yes)
        .stripe("low_quality"),
    reason(Voluntary, "fit", "Past niet (meer)", "No (longer a) fit"),
    reason(Voluntary, "fit.unused", "Ik gebruikte het te weinig", "I did not use it enough")
        .open_to_change(Partly, Partly)
        .offer(Pause)
        .stripe("unused"),
    reason(Voluntary, "fit.need_changed", "Mijn behoefte veranderde", "My needs changed")
        .open_to_change(No, No)
        .stripe("other"),
    reason(Voluntary, "fit.not_for_me", "Niet voor mensen zoals ik", "Not made for people like me")
        .open_to_change(Partly, Partly)
        .stripe("other"),
    reason(Voluntary, "switch", "Overstap", "Switched"),
    reason(Voluntary, "switch.better", "Iets beters gevonden", "Found something better")
        .open_to_change(Partly, Partly)
        .stripe("switched_service"),
    reason(Voluntary, "switch.offer", "Ander deed een aanbod", "Someone made me an offer")
        .open_to_change(No, No)
        .stripe("switched_service"),
    reason(Voluntary, "switch.own", "Ik doe het nu zelf", "I do it myself now")
        .open_to_change(No, No)
        .stripe("switched_service"),
    reason(Voluntary, "trust", "Vertrouwen en waarden", "Trust and values").offer(Never),
    reason(Voluntary, "trust.honesty", "Ik voelde me misleid", "I felt misled")
        .open_to_change(Yes, Yes)
        .offer(Never)
        .stripe("other"),
    reason(Voluntary, "trust.privacy", "Zorgen over mijn gegevens", "Worries about my data")
        .open_to_change(Yes, Yes)
        .offer(Never)
        .stripe("other"),
    reason(Voluntary, "trust.values", "Ik sta niet achter het bedrijf", "I disagree with the company")
        .open_to_change(No, No)
        .sensitive(Delicate)
        .offer(Never)
        .stripe("other"),
    reason(Circumstance, "life", "Omstandigheden", "Circumstances").open_to_change(No, No).sensitive(Perhaps),
    reason(Circumstance, "life.moved", "Verhuisd", "Moved").open_to_change(No, No).stripe("other"),
    reason(Circumstance, "life.money", "Het kan financieel niet meer", "I can no longer afford it")
        .open_to_change(No, No)
        .sensitive(Delicate)
        .offer(Hardship)
        .stripe("too_expensive")
        .never_a_choice(),
    reason(Circumstance, "life.health", "Gezondheid of zorg", "Health or care")
        .open_to_change(No, No)
        .sensitive(Health)
        .offer(Never)
        .stripe("other")
        .never_a_choice(),
    reason(Circumstance, "life.death", "Overlijden van de klant", "The customer has died")
        .open_to_change(No, No)
        .sensitive(Delicate)
        .offer(Never)
        .stripe("other")
        .never_a_choice(),
    reason(Circumstance, "life.business_closed", "Bedrijf gestopt of overgenomen", "Business closed or sold")
        .open_to_change(No, No)
        .stripe("other"),
    reason(Positive, "done", "Klaar", "Done").open_to_change(No, No).offer(Never),
    reason(Positive, "done.goal", "Doel bereikt", "Goal reached")
        .open_to_change(No, No)
        .sensitive(Perhaps)
        .offer(Never)
        .stripe("other"),
    reason(Positive, "done.temporary", "Was altijd tijdelijk bedoeld", "It was always temporary")
        .open_to_change(No, No)
        .offer(Never)
        .stripe("other"),
    reason(Involuntary, "payment", "Betaling lukte niet", "Payment failed").offer(Repair),
    reason(Involuntary, "payment.failed", "Automatische betaling mislukt", "Automatic payment failed")
        .open_to_change(Yes, Partly)
        .sensitive(Perhaps)
        .offer(Repair)
        .stripe("payment_failed"),
    reason(Involuntary, "payment.disputed", "Betaling betwist", "Payment disputed")
        .open_to_change(Yes, Yes)
        .offer(Never)
        .stripe("payment_disputed"),
    reason(Involuntary, "payment.expired", "Kaart of machtiging verlopen", "Card or mandate expired")
        .open_to_change(Yes, Partly)
        .offer(Repair)
        .stripe("payment_failed"),
    reason(Involuntary, "law", "Wettelijk", "Legal").open_to_change(No, No).offer(Never),
    reason(Voluntary, "law.withdrawn", "Bedenktijd gebruikt", "Withdrawal right used")
        .open_to_change(No, No)
        .offer(Never)
        .stripe("other")
        .never_a_choice(),
    reason(Involuntary, "law.discontinued", "Dienst bestaat niet meer", "Service was discontinued")
        .open_to_change(No, No)
        .offer(Never)
        .stripe("other"),
    reason(Voluntary, "other", "Iets anders", "Something else").sensitive(Perhaps).stripe("other"),
    reason(Voluntary, "other.text", "Eigen woorden", "In own words").sensitive(Perhaps).stripe("other"),
    reason(Unknown, "none", "Niet gezegd", "Not said").offer(Never),
    reason(Unknown, "none.not_said", "Zeg ik liever niet", "Prefer not to say").offer(Never),
    reason(Company, "company", "Door het bedrijf beëindigd", "Ended by the company").offer(Never),
    reason(
        Company,
        "company.trivial_complaints",
        "Klaagt voortdurend over kleinigheden",
        "Constant complaints about trifles",
    )
    .offer(Never),
    reason(Company, "company.abuse", "Gemeen of beledigend tegen medewerkers", "Abusive to staff")
        .sensitive(Delicate)
        .offer(Never),
    reason(Company, "company.no_growth", "Geen groei te verwachten", "No growth potential").offer(Never),
    reason(Company, "company.no_referrals", "Brengt geen nieuwe klanten aan", "Refers nobody").offer(Never),
    reason(Company, "company.unprofitable", "Kost meer dan het opbrengt", "Unprofitable").offer(Never),
    reason(
        Company,
        "company.unethical",
        "Vraagt om of doet iets ontoelaatbaars",
        "Asks for or does something improper",
    )
    .sensitive(Delicate)
    .offer(Never),
    reason(Company, "company.off_mission", "Past niet bij missie of waarden", "Outside mission or values")
        .sensitive(Delicate)
        .offer(Never),
    reason(Company, "company.nonpayment", "Betaalt niet", "Does not pay").sensitive(Delicate).offer(Never),
    reason(Company, "company.breach", "Schendt de voorwaarden", "Breaks the terms").sensitive(Delicate).offer(Never),
    reason(Company, "company.service_ends", "Wij stoppen met deze dienst", "We stop this service").offer(Never),
    reason(Company, "company.legal_duty", "Wettelijk verplicht", "Legally required").sensitive(Delicate).offer(Never),
];
