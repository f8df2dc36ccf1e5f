//! The sample workbook: the people a Danish-German retailer hires for its winter season, with the mistakes such
//! lists have.

use anyhow::Result;
use rust_xlsxwriter::{Format, Workbook};

/// The file's name in the bucket, with what a file name has in real life.
pub const FILE_NAME: &str = "Nye medarbejdere – vinter + jul.xlsx";

/// The user who is there before the workbook comes.
pub const ALREADY_THERE: (&str, &str, &str) = ("Mette", "Sørensen", "mette.soerensen@nordlys.example");

/// What a phone cell holds.
#[derive(Clone, Copy, Debug)]
pub enum Phone {
    /// Nothing.
    None,
    /// Text, as typed.
    Text(&'static str),
    /// A number, which is what a spreadsheet makes of digits, leading zeros lost.
    Number(f64),
}

/// What is to become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new user.
    Created,
    /// The user was there and stays as it was.
    Existing,
    /// The same person as an earlier row.
    Duplicate,
    /// A fault keeps the row out.
    Invalid,
}

/// A row of the sample.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// First name.
    pub first_name: &'static str,
    /// Last name.
    pub last_name: &'static str,
    /// E-mail address or nothing.
    pub email: &'static str,
    /// Username or nothing.
    pub username: &'static str,
    /// Phone.
    pub phone: Phone,
    /// Job profile.
    pub job_profile: &'static str,
    /// Department.
    pub department: &'static str,
    /// Permission type.
    pub permission_type: &'static str,
    /// Language code.
    pub language: &'static str,
    /// What is to become of the row.
    pub outcome: Outcome,
}

/// Departments and the countries their people's phones are of.
pub const DEPARTMENTS: [(&str, &str); 5] = [
    ("Hovedkontor", "DK"),
    ("Butik Aarhus", "DK"),
    ("Lager Padborg", "DK"),
    ("Filiale Hamburg", "DE"),
    ("Filiale Berlin", "DE"),
];

/// Job profiles.
pub const JOB_PROFILES: [&str; 5] = [
    "Salgsassistent",
    "Butikschef",
    "Lagermedarbejder",
    "Kundenberatung",
    "Filialleitung",
];

/// Permission types and what each may.
pub const PERMISSION_TYPES: [(&str, &[&str]); 3] = [
    ("Employee", &[]),
    ("Department manager", &["manage_own_department"]),
    ("Office", &["manage_users"]),
];

/// The person whose link the demonstration opens: an e-mail address and a username, so both sign in.
pub const FIRST_TO_ACTIVATE: &str = "freja.oestergaard@nordlys.example";

const fn person(
    name: (&'static str, &'static str),
    identifiers: (&'static str, &'static str),
    phone: Phone,
    place: (&'static str, &'static str, &'static str),
    language: &'static str,
    outcome: Outcome,
) -> Person {
    let (first_name, last_name) = name;
    let (email, username) = identifiers;
    let (job_profile, department, permission_type) = place;
    Person {
        first_name,
        last_name,
        email,
        username,
        phone,
        job_profile,
        department,
        permission_type,
        language,
        outcome,
    }
}

const SHOP: (&str, &str, &str) = ("Salgsassistent", "Butik Aarhus", "Employee");
const STORE: (&str, &str, &str) = ("Lagermedarbejder", "Lager Padborg", "Employee");
const HAMBURG: (&str, &str, &str) = ("Kundenberatung", "Filiale Hamburg", "Employee");
const BERLIN: (&str, &str, &str) = ("Kundenberatung", "Filiale Berlin", "Employee");

use Outcome::{Created, Duplicate, Existing, Invalid};
use Phone::{None as NoPhone, Number, Text};

/// The rows below the header, in order; the first is row 2 of the sheet.
#[rustfmt::skip]
pub const PEOPLE: [Person; 31] = [
    person(("Freja", "Østergaard"), ("freja.oestergaard@nordlys.example", "freja.o"), Text("20 11 22 33"), ("Butikschef", "Butik Aarhus", "Department manager"), "da", Created),
    person(("Søren", "Kjær"), ("soeren.kjaer@nordlys.example", ""), NoPhone, SHOP, "da", Created),
    person(("Åse", "Bødker"), ("aase.boedker@nordlys.example", ""), Text("+45 21 43 65 87"), SHOP, "da", Created),
    // No e-mail: a username and a phone. The spreadsheet has made a number of it.
    person(("Jonas", "Thygesen"), ("", "jonas.t"), Number(22_334_455.0), STORE, "da", Created),
    person(("Emma", "Nørgaard"), ("", "emma.n"), Text("0045 23 45 67 89"), STORE, "da", Created),
    person(("Mette", "Sørensen"), ("Mette.Soerensen@Nordlys.example", ""), NoPhone, SHOP, "da", Existing),
    person(("Rasmus", "Skov"), ("rasmus.skov@nordlys.example", ""), NoPhone, STORE, "da", Created),
    person(("Ida", "Lundgaard"), ("ida.lundgaard@nordlys.example", ""), NoPhone, SHOP, "da", Created),
    person(("Søren", "Kjær"), ("SOEREN.KJAER@nordlys.example", ""), NoPhone, SHOP, "da", Duplicate),
    person(("Mikkel", "Holm"), ("mikkel.holm@nordlys", ""), NoPhone, STORE, "da", Invalid),
    person(("Jürgen", "Müller"), ("juergen.mueller@nordlys.example", ""), Text("040 123 456 78"), ("Filialleitung", "Filiale Hamburg", "Department manager"), "de", Created),
    // 0151 23456789 with its leading zero lost.
    person(("Käthe", "Weiß"), ("", "kaethe.w"), Number(15_123_456_789.0), HAMBURG, "de", Created),
    person(("Björn", "Schröder"), ("bjoern.schroeder@nordlys.example", ""), NoPhone, HAMBURG, "de", Created),
    person(("Zeynep", "Yılmaz"), ("zeynep.yilmaz@nordlys.example", ""), Text("0152 28817386"), HAMBURG, "de", Created),
    person(("يوسف", "الحداد"), ("yousef.alhaddad@nordlys.example", ""), NoPhone, BERLIN, "de", Created),
    person(("Anna-Lena", "Groß"), ("anna-lena.gross@nordlys.example", ""), NoPhone, BERLIN, "de", Created),
    person(("Piotr", "Wójcik"), ("", "piotr.w"), Text("+48 601 552 987"), BERLIN, "en", Created),
    person(("Nguyễn", "Thị Hoa"), ("hoa.nguyen@nordlys.example", "hoa.n"), NoPhone, BERLIN, "en", Created),
    person(("Conor", "O'Brien"), ("conor.obrien@nordlys.example", ""), NoPhone, HAMBURG, "en", Created),
    person(("Lars", ""), ("lars@nordlys.example", ""), NoPhone, SHOP, "da", Invalid),
    person(("Signe", "Dahl"), ("signe.dahl@nordlys.example", ""), NoPhone, ("Salgsassistent", "Butik Aarhuus", "Employee"), "da", Invalid),
    person(("Bo", "Krogh"), ("", "bo.k"), Text("12"), STORE, "da", Invalid),
    person(("Laura", "Friis"), ("laura.friis@nordlys.example", ""), NoPhone, ("Salgsassistent", "Butik Aarhus", "Employe"), "da", Invalid),
    person(("Oliver", "Bruun"), ("oliver.bruun@nordlys.example", ""), NoPhone, SHOP, "da", Created),
    person(("Katrine", "Vestergård"), ("katrine.vestergaard@nordlys.example", ""), Text("31 32 33 34"), ("Salgsassistent", "Hovedkontor", "Office"), "da", Created),
    person(("Tobias", "Jäger"), ("tobias.jaeger@nordlys.example", ""), NoPhone, BERLIN, "de", Created),
    person(("Marie-Louise", "von Stauffen"), ("marie-louise.vonstauffen@nordlys.example", ""), NoPhone, BERLIN, "de", Created),
    person(("Aksel", "Æbelø"), ("", "aksel"), Text("40 50 60 70"), STORE, "da", Created),
    // A contact is missing altogether.
    person(("Nanna", "Ravn"), ("", ""), NoPhone, SHOP, "da", Invalid),
    person(("Sofie", "Hedegaard"), ("sofie.hedegaard@nordlys.example", ""), NoPhone, SHOP, "da", Created),
    person(("Noah", "Petersen"), ("noah.petersen@nordlys.example", ""), NoPhone, STORE, "da", Created),
];

impl Person {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
            .trim()
            .to_owned()
    }

    /// How many messages the person gets: one by each channel there is a contact for.
    pub fn messages(&self) -> usize {
        usize::from(!self.email.is_empty()) + usize::from(!matches!(self.phone, NoPhone))
    }
}

/// The person in a row of the sheet, counted as a spreadsheet counts.
pub fn at_row(row: u64) -> Option<&'static Person> {
    PEOPLE.get(usize::try_from(row).ok()?.checked_sub(2)?)
}

/// How many people have this outcome.
pub fn count(outcome: Outcome) -> u64 {
    PEOPLE.iter().filter(|person| person.outcome == outcome).count() as u64
}

/// The workbook's bytes.
///
/// # Errors
/// If it cannot be written.
pub fn workbook() -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Nye medarbejdere")?;
    let bold = Format::new().set_bold();
    // Not in the order of the documentation, in any case, and with a column nobody asked for.
    let header = [
        "Employee number",
        "Last name",
        "First name",
        "EMAIL",
        "Username",
        "phone",
        "Department",
        "Job profile",
        "Permission type",
        "Language",
    ];
    for (column, title) in (0u16..).zip(header) {
        sheet.write_with_format(0, column, title, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    for (row, person) in (1u32..).zip(&PEOPLE) {
        sheet.write(row, 0, 4200 + row)?;
        let before = [person.last_name, person.first_name, person.email, person.username];
        for (column, text) in (1u16..).zip(before) {
            if !text.is_empty() {
                sheet.write(row, column, text)?;
            }
        }
        match person.phone {
            NoPhone => {}
            Text(text) => drop(sheet.write(row, 5, text)?),
            Number(number) => drop(sheet.write(row, 5, number)?),
        }
        let after = [
            person.department,
            person.job_profile,
            person.permission_type,
            person.language,
        ];
        for (column, text) in (6u16..).zip(after) {
            sheet.write(row, column, text)?;
        }
    }
    Ok(workbook.save_to_buffer()?)
}
