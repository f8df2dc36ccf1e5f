//! Reading filters and paths: by descent, with a bound on depth and terms.

use super::{Attribute, DEEPEST, Filter, GrammarError, LONGEST, MOST_TERMS, Operator, Path};
use serde_json::Value;

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    /// One of `( ) [ ]`.
    Sign(char),
}

/// Tokens, each with where it begins.
struct Reader {
    tokens: Vec<(usize, Token)>,
    next: usize,
    terms: usize,
    /// Where the text ends.
    end: usize,
}

pub(super) fn filter(text: &str) -> Result<Filter, GrammarError> {
    let mut reader = Reader::of(text)?;
    let filter = reader.any(0)?;
    reader.require_end()?;
    Ok(filter)
}

pub(super) fn path(text: &str) -> Result<Path, GrammarError> {
    let mut reader = Reader::of(text)?;
    let mut attribute = reader.attribute()?;
    let mut filter = None;
    if reader.take_sign('[') {
        filter = Some(reader.any(1)?);
        reader.require_sign(']', "]")?;
        if let Some(part) = reader.take_part()? {
            attribute.part = Some(part);
        }
    }
    reader.require_end()?;
    Ok(Path { attribute, filter })
}

/// Takes a text apart.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, GrammarError> {
    let letters: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let begin = at;
        match letter {
            '(' | ')' | '[' | ']' => {
                found.push((begin, Token::Sign(*letter)));
                at += 1;
            }
            '"' => {
                at += 1;
                while letters.get(at).is_some_and(|letter| *letter != '"') {
                    at += if letters[at] == '\\' { 2 } else { 1 };
                }
                at += 1;
                let quoted: String = letters.get(begin..at).unwrap_or_default().iter().collect();
                let text = serde_json::from_str(&quoted).map_err(|_| GrammarError::Expected {
                    expected: "the end of a quoted text",
                    at: begin + 1,
                })?;
                found.push((begin, Token::Text(text)));
            }
            letter if letter.is_whitespace() => at += 1,
            _ => {
                let is_word =
                    |letter: &char| !letter.is_whitespace() && !matches!(letter, '(' | ')' | '[' | ']' | '"');
                while letters.get(at).is_some_and(is_word) {
                    at += 1;
                }
                found.push((begin, Token::Word(letters[begin..at].iter().collect())));
            }
        }
    }
    Ok(found)
}

impl Reader {
    fn of(text: &str) -> Result<Self, GrammarError> {
        // Bytes are more than characters: what passes is within the bound.
        if text.len() > LONGEST {
            return Err(GrammarError::TooMuch);
        }
        Ok(Self {
            tokens: tokens(text)?,
            next: 0,
            terms: 0,
            end: text.chars().count(),
        })
    }

    fn expected(&self, expected: &'static str) -> GrammarError {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at);
        GrammarError::Expected { expected, at: at + 1 }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take_word(&mut self, wanted: &str) -> bool {
        let is_it = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted));
        self.next += usize::from(is_it);
        is_it
    }

    fn take_sign(&mut self, wanted: char) -> bool {
        let is_it = self.peek() == Some(&Token::Sign(wanted));
        self.next += usize::from(is_it);
        is_it
    }

    fn require_sign(&mut self, wanted: char, name: &'static str) -> Result<(), GrammarError> {
        if self.take_sign(wanted) {
            Ok(())
        } else {
            Err(self.expected(name))
        }
    }

    fn require_end(&self) -> Result<(), GrammarError> {
        if self.next == self.tokens.len() {
            Ok(())
        } else {
            Err(self.expected("the end"))
        }
    }

    /// Whether there is room for going a level deeper.
    fn deeper(depth: usize) -> Result<usize, GrammarError> {
        if depth < DEEPEST {
            Ok(depth + 1)
        } else {
            Err(GrammarError::TooMuch)
        }
    }

    fn any(&mut self, depth: usize) -> Result<Filter, GrammarError> {
        let mut filters = vec![self.all(depth)?];
        while self.take_word("or") {
            filters.push(self.all(depth)?);
        }
        Ok(one_or(filters, Filter::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Filter, GrammarError> {
        let mut filters = vec![self.one(depth)?];
        while self.take_word("and") {
            filters.push(self.one(depth)?);
        }
        Ok(one_or(filters, Filter::All))
    }

    fn one(&mut self, depth: usize) -> Result<Filter, GrammarError> {
        if self.take_word("not") {
            let filter = self.one(Self::deeper(depth)?)?;
            return Ok(Filter::Not(Box::new(filter)));
        }
        if self.take_sign('(') {
            let filter = self.any(Self::deeper(depth)?)?;
            self.require_sign(')', ")")?;
            return Ok(filter);
        }
        self.terms += 1;
        if self.terms > MOST_TERMS {
            return Err(GrammarError::TooMuch);
        }
        let attribute = self.attribute()?;
        if !self.take_sign('[') {
            return self.comparison(attribute);
        }
        let filter = self.any(Self::deeper(depth)?)?;
        self.require_sign(']', "]")?;
        // `emails[type eq "work"].value eq "x"`, as Entra asks: one of those values is such.
        let filter = match self.take_part()? {
            None => filter,
            Some(name) => {
                let part = Attribute {
                    schema: None,
                    name,
                    part: None,
                };
                Filter::All(vec![filter, self.comparison(part)?])
            }
        };
        Ok(Filter::Within(attribute, Box::new(filter)))
    }

    fn comparison(&mut self, attribute: Attribute) -> Result<Filter, GrammarError> {
        if self.take_word("pr") {
            return Ok(Filter::Present(attribute));
        }
        let operator = match self.peek() {
            Some(Token::Word(word)) => operator(word),
            _ => None,
        };
        let operator = operator.ok_or_else(|| self.expected("eq, ne, co, sw, ew, gt, ge, lt, le or pr"))?;
        self.next += 1;
        let value = match self.peek() {
            Some(Token::Text(text)) => Value::String(text.clone()),
            // Entra leaves out the quotation marks now and then.
            Some(Token::Word(word)) => literal(word),
            _ => return Err(self.expected("a value")),
        };
        self.next += 1;
        Ok(Filter::Compare(attribute, operator, value))
    }

    fn attribute(&mut self) -> Result<Attribute, GrammarError> {
        let attribute = match self.peek() {
            Some(Token::Word(word)) => Attribute::read(word),
            _ => None,
        };
        let attribute = attribute.ok_or_else(|| self.expected("the name of an attribute"))?;
        self.next += 1;
        Ok(attribute)
    }

    /// What follows a `]`: `.value`.
    fn take_part(&mut self) -> Result<Option<String>, GrammarError> {
        let Some(Token::Word(word)) = self.peek() else {
            return Ok(None);
        };
        let Some(name) = word.strip_prefix('.') else {
            return Ok(None);
        };
        if !super::is_name(name) {
            return Err(self.expected("the name of an attribute"));
        }
        let name = name.to_owned();
        self.next += 1;
        Ok(Some(name))
    }
}

fn one_or(mut filters: Vec<Filter>, several: fn(Vec<Filter>) -> Filter) -> Filter {
    match filters.pop() {
        Some(only) if filters.is_empty() => only,
        last => several(filters.into_iter().chain(last).collect()),
    }
}

fn operator(word: &str) -> Option<Operator> {
    let known = [
        ("eq", Operator::Equal),
        ("ne", Operator::NotEqual),
        ("co", Operator::Contains),
        ("sw", Operator::StartsWith),
        ("ew", Operator::EndsWith),
        ("gt", Operator::Greater),
        ("ge", Operator::GreaterOrEqual),
        ("lt", Operator::Less),
        ("le", Operator::LessOrEqual),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    found.map(|(_, operator)| operator)
}

fn literal(word: &str) -> Value {
    let known = [
        ("true", Value::Bool(true)),
        ("false", Value::Bool(false)),
        ("null", Value::Null),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    // A staff number with zeros, an exponent or more digits than a number has is a text that looks like one.
    let number = || {
        let number: Value = serde_json::from_str(word).ok()?;
        let printed = number.to_string();
        (number.is_number() && printed == word).then_some(number)
    };
    found
        .map(|(_, value)| value)
        .or_else(number)
        .unwrap_or_else(|| Value::String(word.to_owned()))
}
