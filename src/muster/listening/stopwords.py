"""The small words of the languages that staff read here; beside a topic they say nothing of it."""

from __future__ import annotations

from typing import Final

_ENGLISH: Final = """
the and for are but not you all any can had her was one our out his has him how its may new now old see two way
who did get let put say she too use that with have this will your from they know want been good much some time very
when come here just like long make many more only over such take than them well were what their there these those
then into about after again also because before being could does doing down each ever even every going gone got
its itself might most must never off once other own really same should since so still thing things think through
today tomorrow under until upon why where which while would yes yet you’re i’m it’s don’t can’t
"""
_ITALIAN: Final = """
che non per con una uno del della dei delle degli dal dalla nel nella sul sulla alla allo agli alle come piu anche
sono era erano essere stato stata hanno abbiamo avete suo sua loro questo questa questi queste quello quella quelli
quando dove perche cosa chi cui tra fra molto tutto tutti tutte ogni senza dopo prima ancora gia mai solo oggi ieri
domani qui qua poi cosi allora noi voi lei lui mio mia tuo tua nostro vostro fare fatto
"""
_FRENCH: Final = """
les des une est pas que qui pour dans sur avec par plus mais sont ont ete etait etre avoir fait faire tout tous toute
toutes cette ces cet nous vous ils elle elles leur leurs mon mes ton tes son ses notre votre comme quand donc alors
aussi bien tres encore jamais rien sans sous entre chez apres avant ici aux c’est n’est qu’il j’ai quoi ou meme
"""
_POLISH: Final = """
nie jest sie tak ale czy jak juz dla pod nad przez przed przy bez oraz tylko jeszcze bardzo tez moze mozna byc byl
byla bylo byli sa ten ta te tej tego tym tych jego jej ich nas was nam wam mnie moj moja twoj nasz wasz ktory ktora
ktore ktorych gdzie kiedy dlaczego wiec albo wszystko wszyscy nic nikt dzis wczoraj jutro teraz tam tutaj
"""

STOPWORDS: Final = frozenset(f"{_ENGLISH} {_ITALIAN} {_FRENCH} {_POLISH}".split())
