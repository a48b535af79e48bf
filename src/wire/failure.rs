//! Why a request brought no whole answer: a cause for each, never two of them in one word.

use std::fmt;

/// Why a request brought no whole answer.
///
/// A time-out is distinguished by what the request was waiting for, and the end of a connection by
/// what had come over it: each calls for another remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureCause {
    /// The target's name has no address.
    Name,
    /// The connection was refused, or no route leads to the target.
    Refused,
    /// This machine had no descriptor, port or buffer left: the target never heard of it.
    Local,
    /// The TLS handshake failed.
    Tls,
    /// No connection, TLS included, within the time limit.
    ConnectTimeout,
    /// No connection of the pool came free within the time limit: nothing was sent.
    PoolTimeout,
    /// The request was sent, and no byte of the answer came within the time limit.
    FirstByteTimeout,
    /// The answer began within the time limit and was not whole at its end.
    AnswerTimeout,
    /// The peer closed or reset a connection that had carried an answer before, and no byte of this
    /// one came: it may have closed an idle connection in the moment in which the request was on its
    /// way ([RFC 9112 §9.3.1](https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1)).
    KeepAliveRace,
    /// The connection was reset.
    Reset,
    /// The peer closed the connection before the answer was whole.
    CutShort,
    /// What came is not HTTP/1.1.
    NotHttp,
    /// The content coding of the answer cannot be undone (RFC 9110 §8.4).
    Coding,
}

impl FailureCause {
    /// Every cause, in the order of its index.
    pub const ALL: [Self; 13] = [
        Self::Name,
        Self::Refused,
        Self::Local,
        Self::Tls,
        Self::ConnectTimeout,
        Self::PoolTimeout,
        Self::FirstByteTimeout,
        Self::AnswerTimeout,
        Self::KeepAliveRace,
        Self::Reset,
        Self::CutShort,
        Self::NotHttp,
        Self::Coding,
    ];

    /// The cause's place in [`FailureCause::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The cause's name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Refused => "refused",
            Self::Local => "local",
            Self::Tls => "tls",
            Self::ConnectTimeout => "connect_timeout",
            Self::PoolTimeout => "pool_timeout",
            Self::FirstByteTimeout => "first_byte_timeout",
            Self::AnswerTimeout => "answer_timeout",
            Self::KeepAliveRace => "keep_alive_race",
            Self::Reset => "reset",
            Self::CutShort => "cut_short",
            Self::NotHttp => "not_http",
            Self::Coding => "coding",
        }
    }

    /// Returns `true` if the request ran into its time limit.
    pub const fn is_timeout(self) -> bool {
        matches!(
            self,
            Self::ConnectTimeout | Self::PoolTimeout | Self::FirstByteTimeout | Self::AnswerTimeout
        )
    }
}

impl fmt::Display for FailureCause {
    /// As a person reads it after a count: `12 refused`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "without an address for the name",
            Self::Refused => "refused",
            Self::Local => "without a descriptor or port on this machine",
            Self::Tls => "failed in the TLS handshake",
            Self::ConnectTimeout => "timed out while connecting",
            Self::PoolTimeout => "timed out in line for the pool",
            Self::FirstByteTimeout => "timed out before the first byte",
            Self::AnswerTimeout => "timed out within the answer",
            Self::KeepAliveRace => "closed by the target on a kept connection (keep-alive race)",
            Self::Reset => "reset",
            Self::CutShort => "cut short",
            Self::NotHttp => "not HTTP",
            Self::Coding => "in a content coding that cannot be undone",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_cause_has_a_place_a_name_and_words_of_its_own() {
        for (index, cause) in FailureCause::ALL.into_iter().enumerate() {
            assert_eq!(cause.index(), index, "{cause:?}");
        }
        let names: BTreeSet<_> = FailureCause::ALL.map(FailureCause::name).into();
        let words: BTreeSet<_> = FailureCause::ALL.map(|cause| cause.to_string()).into();
        assert_eq!((names.len(), words.len()), (13, 13));
    }
}
