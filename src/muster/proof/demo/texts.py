"""What Havsvakt writes, and what people write back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """One broadcast as its author declares and writes it."""

    title: str
    audience: str
    declared_text: str
    declared_size: int
    subject: str
    body: str
    language: str = "en"


AUTUMN = Draft(
    title="Autumn letter, Brittany and Provence",
    audience="Yes to news in Brittany and Provence",
    declared_text="people in two French regions who said yes to news",
    declared_size=1600,
    subject="What the autumn storms left on our beaches",
    body="""\
Dear {{ first_name | default: "friend of the coast" }},

The storms of October brought **eleven tonnes** of plastic ashore in {{ region }}.
You and 3,917 others picked most of it up.

## What comes next

- a clean on the first Saturday of December, at nine
- seal watch through the winter: one hour, warm clothes
- school visits: we have the pack, you have the voice

[See what is on near you](https://havsvakt.example/events)

Can you come? Just answer this letter, a person reads it.
""",
)

# The slip: people without a first name would read “Hi {first_name}”.
CLEAN = Draft(
    title="Beach clean on Saturday",
    audience="Baltic coast, said yes to news",
    declared_text="people on the Baltic coast who said yes to news",
    declared_size=2600,
    subject="Beach clean on Saturday, nine o’clock",
    body="""\
Hi {{ first_name | default: "(first name)" }},

On Saturday at nine we clean the beaches of {{ region }}. Bring gloves and a friend; we bring bags, tea and scales.

[Tell us that you are coming](https://havsvakt.example/clean)

Everybody gets a warm soup at noon.
""",
)

# Two that are approved and wait for somebody to let them go. Of the first, enough people will call it
# unwanted that it halts by itself; the second is to be halted by hand.
STORM = Draft(
    title="Storm fund appeal, Britain and America",
    audience="Yes to news in Britain and America",
    declared_text="people in Great Britain and the United States who said yes to news",
    declared_size=4400,
    subject="The storm took our boat house",
    body="""\
Dear {{ first_name | default: "friend of the coast" }},

On Sunday night the storm took the roof of our boat house, and two of the three boats under it.

The seals do not wait until it is mended. With 60,000 euros we are back at sea by Christmas.

[Help us out to sea again](https://havsvakt.example/boats)

You can also lend us a trailer or a Saturday: just answer this letter.
""",
)
WALK = Draft(
    title="Winter walk along the dunes",
    audience="Baltic coast, said yes to news",
    declared_text="people on the Baltic coast who said yes to news",
    declared_size=2600,
    subject="A winter walk along the dunes",
    body="""\
Hello {{ first_name | default: "friend of the coast" }},

On the second Sunday of January we walk along the dunes, eight kilometres, dogs welcome.

[Say that you are coming](https://havsvakt.example/walk)

There is tea in the lighthouse at three.
""",
)

# Replies: what they say, and whether a machine wrote them.
REPLIES = (
    ("I will be there on Saturday, and my two boys as well. Where do we park?", False),
    ("Bonjour, est-ce que je peux venir avec mon chien ?", False),
    ("Please do not write to me again, I moved to Lyon last year.", False),
    ("Thank you for the letter! The photo of the seal made my day.", False),
    (
        "Je n’ai reçu aucune réponse à mon message d’il y a deux semaines. C’est la troisième fois que j’écris.",
        False,
    ),
    ("Eleven tonnes, really? How do you weigh that?", False),
    ("I gave twice in September but got only one receipt. Can you check?", False),
    ("Merci ! Je viendrai à la plage du Prado.", False),
    ("My mother, who got these letters, died in August. Please take her off the list.", False),
    ("Is the seal watch possible with a wheelchair?", False),
    ("Where does the money go? I read something on the internet.", False),
    ("Who gave you my address?", False),
    ("Je suis absente jusqu’au 30 novembre.", True),
    ("I am out of the office until Monday.", True),
)

ANSWERS = (
    "Thank you for writing. You can park by the harbour, it is free before noon.",
    "Merci de votre message ! Oui, avec plaisir ; prenez une laisse pour la plage.",
    "I am sorry about that. I have changed it now, and nothing more will come.",
    "We weigh it in bags on the scales of the fishing harbour. Come and see.",
)
