"""The kinds of facts as staff read them where a condition has no verb of its own for them."""

from django.utils.translation import gettext_noop

FACT_NAMES = {
    "page.viewed": gettext_noop("a visit to the website"),
    "page.read": gettext_noop("time spent on a page"),
    "link.clicked": gettext_noop("a click on a link"),
    "screen.viewed": gettext_noop("a visit to the app"),
    "search.made": gettext_noop("a search on the website"),
    "event.tracked": gettext_noop("an event on the website"),
    "gift.received": gettext_noop("a gift"),
    "shift.done": gettext_noop("a shift they did"),
    "group.joined": gettext_noop("a group they joined"),
    "group.left": gettext_noop("a group they left"),
    "post.made": gettext_noop("a post on a board"),
    "post.reported": gettext_noop("a report of a post"),
    "person.joined": gettext_noop("a sign-up"),
    "person.added": gettext_noop("an import"),
    "person.changed": gettext_noop("a change of the record"),
    "person.joined_up": gettext_noop("two records joined"),
    "address.confirmed": gettext_noop("a confirmed address"),
    "consent.granted": gettext_noop("a yes to messages"),
    "consent.withdrawn": gettext_noop("a no to messages"),
    "consent.pending": gettext_noop("a question about messages not yet answered"),
    "consent.paused": gettext_noop("a pause of messages"),
    "data.exported": gettext_noop("a copy of their data"),
    "identity.told": gettext_noop("a sign-in on the website"),
    "note.added": gettext_noop("a note by a colleague"),
    "message.accepted": gettext_noop("a message from us"),
    "message.clicked": gettext_noop("a link followed in a message"),
    "message.refused": gettext_noop("a message that could not be handed over"),
    "message.unknown": gettext_noop("a message that may not have arrived"),
    "message.delivered": gettext_noop("a message that arrived"),
    "message.bounced": gettext_noop("a message that came back"),
    "message.complained": gettext_noop("a message called unwanted"),
    "message.stopped": gettext_noop("a stop to a message"),
    "gift.refunded": gettext_noop("a gift paid back"),
    "call.logged": gettext_noop("a phone call"),
    "talk.noted": gettext_noop("a talk with a leader of their team"),
    "event.answered": gettext_noop("an answer to an event"),
    "person.parted": gettext_noop("two records parted again"),
    "person.kept_apart": gettext_noop("a similar record kept apart"),
    "message.answered": gettext_noop("an answer from one of us"),
    "reply.received": gettext_noop("a message to us"),
    "reply.answered": gettext_noop("a message to us that we answered"),
    "reply.automatic": gettext_noop("an automatic reply"),
    "reply.claimed": gettext_noop("a message from an address that proves nothing"),
}

# Facts that deserve words of their own: did, did not, did with a name, did not with a name.
DEEDS = {
    "page.viewed": (
        gettext_noop("visited the website"),
        gettext_noop("did not visit the website"),
        gettext_noop("visited the page {ref}"),
        gettext_noop("did not visit the page {ref}"),
    ),
    "search.made": (
        gettext_noop("searched the website"),
        gettext_noop("did not search the website"),
        gettext_noop("searched for {ref}"),
        gettext_noop("did not search for {ref}"),
    ),
    "event.tracked": (
        gettext_noop("did something on the website"),
        gettext_noop("did nothing on the website"),
        gettext_noop("did {ref} on the website"),
        gettext_noop("did not do {ref} on the website"),
    ),
    "gift.received": (
        gettext_noop("gave"),
        gettext_noop("did not give"),
        gettext_noop("gave for {ref}"),
        gettext_noop("did not give for {ref}"),
    ),
    "shift.done": (
        gettext_noop("did a shift"),
        gettext_noop("did no shift"),
        gettext_noop("did the shift {ref}"),
        gettext_noop("did not do the shift {ref}"),
    ),
}
OTHER_DEEDS = (
    gettext_noop("have {fact} in their record"),
    gettext_noop("do not have {fact} in their record"),
    gettext_noop("have {fact} {ref} in their record"),
    gettext_noop("do not have {fact} {ref} in their record"),
)
