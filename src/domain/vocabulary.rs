//! Vocabularies: a closed list of things of which each has an identifier and a label in both
//! languages, said once, in the order of its variants.

/// Makes the enum of a vocabulary: `ALL`; `id` and `from_id` where a variant has an identifier behind
/// it; `label` where that has labels behind it. A variant that lacks what others have does not compile.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident $id:literal $zh:literal $en:literal, )+
        }
    ) => {
        $crate::domain::vocabulary::vocabulary! {
            $(#[$meta])*
            pub enum $name { $( $(#[$variant_meta])* $variant $id, )+ }
        }

        impl $name {
            /// The label shown to people.
            pub fn label(self, lang: Lang) -> &'static str {
                match self {
                    $( $name::$variant => lang.pick($zh, $en), )+
                }
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident $id:literal, )+
        }
    ) => {
        $crate::domain::vocabulary::vocabulary! {
            $(#[$meta])*
            pub enum $name { $( $(#[$variant_meta])* $variant, )+ }
        }

        impl $name {
            /// The identifier, in entries, JSON and on the command line.
            pub fn id(self) -> &'static str {
                match self {
                    $( $name::$variant => $id, )+
                }
            }

            /// The one with this identifier.
            pub fn from_id(id: &str) -> Option<$name> {
                match id {
                    $( $id => Some($name::$variant), )+
                    _ => None,
                }
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident, )+
        }
    ) => {
        $(#[$meta])*
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every one, in the order of the vocabulary.
            pub const ALL: [$name; [$($name::$variant),+].len()] = [$($name::$variant),+];
        }
    };
}

/// Lets a vocabulary be read by what people call it.
macro_rules! read_by_word {
    ($name:ident) => {
        impl $name {
            /// Reads an identifier or a label of either language.
            pub fn parse(text: &str) -> Option<$name> {
                let text = text.trim();
                let labels = |it: &$name| [Lang::Zh, Lang::En].map(|lang| it.label(lang));
                let is_called = |it: &$name| it.id() == text || labels(it).contains(&text);
                $name::ALL.into_iter().find(is_called)
            }
        }
    };
}

/// Has a vocabulary written and read by its identifiers.
macro_rules! serde_by_id {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let id = <std::borrow::Cow<str>>::deserialize(from)?;
                $name::from_id(&id).ok_or_else(|| {
                    let known = $name::ALL.map($name::id).join(", ");
                    serde::de::Error::custom(format!("`{id}` is none of {known}"))
                })
            }
        }
    };
}

pub(crate) use {read_by_word, serde_by_id, vocabulary};
