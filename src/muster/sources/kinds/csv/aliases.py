"""What other systems call the things we know, in their own headings.

A heading stands here in folded form (see `values.folded`). What is not listed is kept as extra data:
guessing that “Employer ZIP” is where a person lives would be worse than not knowing.
"""

from collections.abc import Mapping

# fmt: off
ALIASES: Mapping[str, tuple[str, ...]] = {
    "email": (
        "email", "e mail", "email address", "e mail address", "emailaddress", "mail",
        "donor email", "primary email", "email 1", "contact email", "email addr",
        "emailadresse", "e mail adresse", "mailadresse",
        "adresse email", "adresse e mail", "courriel", "adresse mail",
        "indirizzo email", "indirizzo e mail", "posta elettronica",
        "adres email", "adres e mail", "poczta", "poczta elektroniczna",
    ),
    "phone": (
        "phone", "phone number", "telephone", "tel", "donor phone", "primary phone", "can2 phone",
        "mobile", "mobile number", "mobile phone", "cell", "cell phone", "cellphone", "sms",
        "work phone number", "home phone", "phone 1",
        "telefon", "telefonnummer", "handy", "handynummer", "mobil", "mobiltelefon", "rufnummer",
        "telephone portable", "portable", "numero de telephone", "n de telephone",
        "telefono", "numero di telefono", "cellulare", "numer telefonu", "komorka",
        "telefon komorkowy",
    ),
    "given_name": (
        "given name", "first name", "firstname", "first", "fname", "forename", "donor first name",
        "vorname", "prenom", "nome", "imie",
    ),
    "middle_name": ("middle name", "middle", "additional name", "zweiter vorname"),
    "family_name": (
        "family name", "last name", "lastname", "last", "lname", "surname", "donor last name",
        "nachname", "familienname", "nom", "nom de famille", "cognome", "nazwisko",
    ),
    "full_name": (
        "name", "full name", "fullname", "display name", "donor name", "contact name",
        "vollstandiger name", "nom complet", "nome completo", "imie i nazwisko",
    ),
    "postcode": (
        "postcode", "post code", "postal code", "postalcode", "zip", "zip code", "zipcode",
        "donor zip", "home zip code", "zip5", "zip postal code",
        "plz", "postleitzahl", "code postal", "cp", "cap", "codice postale", "kod pocztowy",
    ),
    "country": (
        "country", "country code", "donor country", "cc", "can2 country",
        "land", "pays", "paese", "nazione", "kraj",
    ),
    "region": (
        "region", "state", "province", "donor state", "home state", "can2 state abbreviated",
        "bundesland", "provincia", "wojewodztwo",
    ),
    "county": ("county", "can2 county", "home county", "landkreis", "departement", "powiat"),
    "city": (
        "city", "town", "locality", "donor city", "home city", "can2 user city",
        "ort", "stadt", "wohnort", "ville", "citta", "comune", "miasto", "miejscowosc",
    ),
    "address": (
        "address", "address 1", "address1", "address line 1", "street", "street address",
        "donor addr1", "home address", "can2 user address",
        "strasse", "anschrift", "rue", "indirizzo", "ulica",
    ),
    "address_2": ("address 2", "address2", "address line 2", "donor addr2", "home unit"),
    "language": (
        "language", "preferred language", "locale", "lang", "sprache", "langue", "lingua", "jezyk",
    ),
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "lng", "long"),
    "zone": ("timezone", "time zone", "zeitzone"),
    "birth_date": (
        "birth date", "birthdate", "date of birth", "birthday", "born at", "dob",
        "geburtsdatum", "geburtstag", "date de naissance", "data di nascita", "data urodzenia",
    ),
    "birth_year": ("birth year", "year of birth", "yob", "geburtsjahr"),
    "birth_month": ("birth month", "mob"),
    "birth_day": ("birth day",),
    "occupation": ("occupation", "donor occupation", "job title", "beruf", "profession"),
    "employer": ("employer", "donor employer", "company", "organization", "firma"),
    "gender": ("gender", "sex", "geschlecht"),
    "tags": (
        "tags", "tag list", "taglist", "labels", "can2 user tags", "campaign tags",
        "schlagworte", "etiquettes", "etichette", "tagi",
    ),
    "source_tag": ("source tag", "tracking source"),
    "note": ("note", "notes", "notiz", "notizen", "uwagi"),
    "handle": ("twitter login", "twitter handle", "mastodon", "mastodon handle", "bluesky"),
    "external": (
        "external id", "externalid", "user id", "contact id", "person id", "member id",
        "akid", "nationbuilder id", "civicrm id", "euid", "leid", "reach id", "uuid", "donor id",
    ),
    "consent_email": (
        "email opt in", "email optin", "newsletter", "opt in to partner email",
        "email marketing consent", "accepts email marketing",
        "erlaubnis zum marketing", "marketing permissions", "marketing permission",
    ),
    "consent_sms": (
        "mobile opt in", "sms opt in", "text message opt in", "opt in to partner sms robocall",
        "accepts sms marketing",
    ),
    "consent_at": (
        "confirm time", "optin time", "opt in time", "can2 subscription date", "subscribed at",
        "subscription date", "opt in date", "anmeldedatum",
    ),
    "stopped_at": (
        "unsub time", "unsubscribed at", "unsubscribe date", "opt out date", "cleaned time", "clean time",
        "abmeldedatum",
    ),
    "gift_amount": (
        "amount", "gift amount", "donation amount", "contribution amount", "betrag", "spende",
        "montant", "importo", "kwota",
    ),
    "gift_date": (
        "gift date", "donation date", "contribution date", "date", "datum", "data", "paid at",
        "created at",
    ),
    "gift_currency": (
        "currency", "donation currency", "gift currency", "wahrung", "devise", "waluta",
    ),
    "gift_id": (
        "receipt id", "lineitem id", "donation id", "gift id", "contribution id", "transaction id",
    ),
    "call_at": ("call date", "call time", "call at", "called at", "date called", "time of call"),
    "call_outcome": (
        "call outcome", "call result", "outcome", "disposition", "anrufergebnis", "esito", "wynik rozmowy",
        "issue de l appel",
    ),
    "call_direction": ("call direction", "direction"),
    "call_minutes": ("call minutes", "minutes", "duration minutes", "call duration"),
    "call_topic": ("call topic", "topic", "script", "call script"),
    "gift_refund": ("refund id", "refund date", "refunded at"),
}
# fmt: on

# A field that several headings may fill; for every other field the best heading wins.
MANY = frozenset({"email", "phone", "handle", "external", "gift_id", "gift_refund", "tags"})

# Whose numbers or names an identity column holds; any other counts only within its own source.
SYSTEMS: Mapping[str, str] = {
    "akid": "actionkit",
    "nationbuilder id": "nationbuilder",
    "civicrm id": "civicrm",
    "euid": "mailchimp",
    "reach id": "reach",
    "donor id": "actblue",
    "twitter login": "twitter",
    "twitter handle": "twitter",
    "mastodon": "mastodon",
    "mastodon handle": "mastodon",
    "bluesky": "bluesky",
}
