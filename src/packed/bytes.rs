//! Numbers and texts to bytes and back. Whatever the bytes say, reading answers or refuses: it
//! neither panics nor asks for more memory than there are bytes.

use thiserror::Error;

/// The bytes are no block of this format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("these bytes are no packed rows")]
pub struct BadBlock;

/// Bytes being written, little end first.
#[derive(Default)]
pub(super) struct ByteWriter(Vec<u8>);

impl ByteWriter {
    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    pub fn i64(&mut self, value: i64) {
        self.0.extend(value.to_le_bytes());
    }

    /// How many follow; nothing here comes near four thousand million.
    pub fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).unwrap_or(u32::MAX));
    }

    pub fn u8s(&mut self, values: &[u8]) {
        self.count(values.len());
        self.0.extend(values);
    }

    pub fn u16s(&mut self, values: &[u16]) {
        self.count(values.len());
        self.0
            .extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn u32s(&mut self, values: &[u32]) {
        self.count(values.len());
        self.0
            .extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    /// Numbers that are mostly small: in two bytes each where all fit, the largest number of all
    /// standing for itself.
    pub fn numbers(&mut self, values: &[u32]) {
        let narrow = |value: &u32| match *value {
            u32::MAX => Some(u16::MAX),
            other => u16::try_from(other).ok().filter(|it| *it != u16::MAX),
        };
        let narrowed: Option<Vec<u16>> = values.iter().map(narrow).collect();
        self.u8(u8::from(narrowed.is_some()));
        match narrowed {
            Some(narrowed) => self.u16s(&narrowed),
            None => self.u32s(values),
        }
    }

    pub fn u64s(&mut self, values: &[u64]) {
        self.count(values.len());
        self.0
            .extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes being read.
pub(super) struct ByteReader<'b>(&'b [u8]);

impl<'b> ByteReader<'b> {
    pub fn new(bytes: &'b [u8]) -> ByteReader<'b> {
        ByteReader(bytes)
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], BadBlock> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(BadBlock)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BadBlock> {
        self.take(N)?.try_into().map_err(|_| BadBlock)
    }

    pub fn u8(&mut self) -> Result<u8, BadBlock> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u32(&mut self) -> Result<u32, BadBlock> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn i64(&mut self) -> Result<i64, BadBlock> {
        Ok(i64::from_le_bytes(self.array()?))
    }

    /// The bytes of a list whose members take `size` each.
    fn list(&mut self, size: usize) -> Result<&'b [u8], BadBlock> {
        let count = usize::try_from(self.u32()?).map_err(|_| BadBlock)?;
        self.take(count.checked_mul(size).ok_or(BadBlock)?)
    }

    pub fn u8s(&mut self) -> Result<Vec<u8>, BadBlock> {
        Ok(self.list(1)?.to_vec())
    }

    pub fn u16s(&mut self) -> Result<Vec<u16>, BadBlock> {
        let (members, _) = self.list(2)?.as_chunks();
        Ok(members
            .iter()
            .map(|bytes| u16::from_le_bytes(*bytes))
            .collect())
    }

    pub fn u32s(&mut self) -> Result<Vec<u32>, BadBlock> {
        let (members, _) = self.list(4)?.as_chunks();
        Ok(members
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
            .collect())
    }

    pub fn numbers(&mut self) -> Result<Vec<u32>, BadBlock> {
        let wide = |value: u16| match value {
            u16::MAX => u32::MAX,
            other => u32::from(other),
        };
        match self.u8()? {
            0 => self.u32s(),
            _ => Ok(self.u16s()?.into_iter().map(wide).collect()),
        }
    }

    pub fn u64s(&mut self) -> Result<Vec<u64>, BadBlock> {
        let (members, _) = self.list(8)?.as_chunks();
        Ok(members
            .iter()
            .map(|bytes| u64::from_le_bytes(*bytes))
            .collect())
    }

    pub fn text(&mut self) -> Result<String, BadBlock> {
        let text = simdutf8::basic::from_utf8(self.list(1)?);
        Ok(text.map_err(|_| BadBlock)?.to_owned())
    }

    /// That nothing is left over.
    pub fn end(self) -> Result<(), BadBlock> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(BadBlock)
        }
    }
}
