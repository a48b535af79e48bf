//! The kinds of unusual input.

/// What is unusual about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum RobustnessKind {
    /// A text of 100,000 characters.
    LongString,
    /// A text without a character.
    EmptyString,
    /// A text with U+0000.
    NullCharacter,
    /// A text with control characters, an escape sequence among them.
    ControlCharacters,
    /// A text with marks that change direction or combine, and the last code point.
    OddUnicode,
    /// Half of a surrogate pair (RFC 8259 §8.2).
    LoneSurrogate,
    /// A text that is code to SQL, a shell or a template.
    Injection,
    /// A negative number.
    Negative,
    /// A number beyond 32 bits.
    Beyond32Bits,
    /// A number beyond 64 bits.
    Beyond64Bits,
    /// A number of 400 digits.
    HugeInteger,
    /// A number beyond every float (RFC 8259 §6).
    BeyondFloats,
    /// A member whose name is empty.
    NamelessMember,
    /// A member whose name has dots, slashes and U+0000.
    OddMember,
    /// A member with thousands of nested arrays.
    DeepMember,
    /// Half of a surrogate pair in an undeclared member.
    UndeclaredLoneSurrogate,
    /// A number beyond every float in an undeclared member.
    UndeclaredBeyondFloats,
    /// Thousands of nested arrays in an undeclared member.
    UndeclaredDeepNesting,
    /// A member given twice (RFC 8259 §4).
    RepeatedMember,
    /// Thousands of undeclared members.
    ManyMembers,
    /// Bytes that are no UTF-8.
    InvalidUtf8,
    /// An identifier that nobody has.
    UnknownId,
    /// An identifier that reads as a number.
    NumberLikeId,
    /// The identifier `0`.
    ZeroId,
    /// An identifier that reads as a path.
    PathLikeId,
    /// An identifier that reads as a wildcard.
    WildcardId,
    /// A parameter that names nothing.
    Unknown,
    /// A parameter of 2,000 characters.
    Long,
    /// A parameter with slashes, written and encoded.
    EncodedSlash,
    /// A parameter that reads as a number.
    NumberLike,
    /// A parameter with the characters that URLs reserve (RFC 3986 §2.2).
    Reserved,
    /// A percent sign that encodes nothing.
    NoEncoding,
    /// A percent sign whose digits are cut.
    CutEncoding,
}

impl RobustnessKind {
    /// The word for check ids.
    pub(in crate::check) fn word(self) -> &'static str {
        match self {
            Self::LongString => "long_string",
            Self::EmptyString => "empty_string",
            Self::NullCharacter => "null_character",
            Self::ControlCharacters => "control_characters",
            Self::OddUnicode => "odd_unicode",
            Self::LoneSurrogate => "lone_surrogate",
            Self::Injection => "injection",
            Self::Negative => "negative",
            Self::Beyond32Bits => "beyond_32_bits",
            Self::Beyond64Bits => "beyond_64_bits",
            Self::HugeInteger => "huge_integer",
            Self::BeyondFloats => "beyond_floats",
            Self::NamelessMember => "nameless_member",
            Self::OddMember => "odd_member",
            Self::DeepMember => "deep_member",
            Self::UndeclaredLoneSurrogate => "undeclared_lone_surrogate",
            Self::UndeclaredBeyondFloats => "undeclared_beyond_floats",
            Self::UndeclaredDeepNesting => "undeclared_deep_nesting",
            Self::RepeatedMember => "repeated_member",
            Self::ManyMembers => "many_members",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::UnknownId => "unknown_id",
            Self::NumberLikeId => "number_like_id",
            Self::ZeroId => "zero_id",
            Self::PathLikeId => "path_like_id",
            Self::WildcardId => "wildcard_id",
            Self::Unknown => "unknown",
            Self::Long => "long",
            Self::EncodedSlash => "encoded_slash",
            Self::NumberLike => "number_like",
            Self::Reserved => "reserved",
            Self::NoEncoding => "no_encoding",
            Self::CutEncoding => "cut_encoding",
        }
    }

    /// Returns `true` if RFC 8259 itself says that readers differ: on lone surrogates (§8.2), numbers
    /// beyond their range (§6), and members given twice (§4).
    pub(in crate::check) fn is_unpredictable(self) -> bool {
        matches!(
            self,
            Self::LoneSurrogate
                | Self::BeyondFloats
                | Self::UndeclaredLoneSurrogate
                | Self::UndeclaredBeyondFloats
                | Self::RepeatedMember
        )
    }

    /// Returns `true` if the request is larger than an ordinary one, or a number in it is: an answer
    /// that repeats it is one that few readers read.
    pub(in crate::check) fn is_large(self) -> bool {
        matches!(
            self,
            Self::LongString
                | Self::Long
                | Self::ManyMembers
                | Self::DeepMember
                | Self::UndeclaredDeepNesting
                | Self::HugeInteger
        )
    }
}
