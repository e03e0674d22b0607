//! Giving up: a search that nobody waits for any more ends within a millisecond or two.

/// The search was told to give up; there is no result, not even part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search was given up")]
pub struct Stopped;

/// Asked now and then, from any thread, whether to give up.
#[derive(Clone, Copy)]
pub struct Stop<'a>(Option<&'a (dyn Fn() -> bool + Sync)>);

impl<'a> Stop<'a> {
    /// Goes on to the end.
    pub const NEVER: Stop<'static> = Stop(None);

    /// Gives up once `told` answers true.
    pub fn when(told: &'a (dyn Fn() -> bool + Sync)) -> Stop<'a> {
        Stop(Some(told))
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`Stopped`] when not.
    pub fn check(&self) -> Result<(), Stopped> {
        match self.0 {
            Some(told) if told() => Err(Stopped),
            _ => Ok(()),
        }
    }
}
