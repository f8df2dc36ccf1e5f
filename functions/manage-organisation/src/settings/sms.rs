//! What an organisation's SMS may come to: `communication.sms_countries` and `communication.sms_per_day`.

use rollcall::{
    domain::{
        fault::{Fault, quoted},
        identifier::Country,
    },
    web::http::Fields,
};

/// More than there are countries.
const MOST_COUNTRIES: usize = 300;
/// A million SMS a day are nobody's.
const MOST_PER_DAY: u32 = 1_000_000;

/// The countries by their two letters. None, and an empty list, mean those of the departments and the organisation.
///
/// What is at fault leaves a fault and reads as none.
pub(super) fn read_countries(fields: &mut Fields) -> Option<Vec<String>> {
    const NAME: &str = "sms_countries";
    let texts = fields.texts(NAME)?;
    if texts.len() > MOST_COUNTRIES {
        let detail = format!("There can be at most {MOST_COUNTRIES} countries.");
        fields.faults.push(Fault::new(NAME, "too_many", detail));
        return None;
    }
    let mut countries: Vec<String> = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        match Country::parse(text).map(Country::code) {
            Ok(code) if countries.contains(&code) => {}
            Ok(code) => countries.push(code),
            Err(refused) => {
                let detail = format!(
                    "{} is no country; give its two-letter code (ISO 3166), such as DK or DE.",
                    quoted(text)
                );
                fields
                    .faults
                    .push(Fault::new(&format!("{NAME}/{at}"), refused.code, detail));
            }
        }
    }
    (!countries.is_empty()).then_some(countries)
}

/// The most SMS in a day; 0 sends none.
pub(super) fn read_per_day(fields: &mut Fields) -> Option<u32> {
    const NAME: &str = "sms_per_day";
    let value = fields.value(NAME)?;
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    let number = number.filter(|number| *number <= MOST_PER_DAY);
    if number.is_none() {
        let detail = format!("This field takes a whole number from 0 to {MOST_PER_DAY}.");
        fields.faults.push(Fault::new(NAME, "out_of_range", detail));
    }
    number
}
