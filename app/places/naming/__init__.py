"""Which areas a Thai title names (ชื่อพื้นที่ในชื่อโครงการ): ``find`` gives each mention with its span and what is known.

``tokens`` finds the words ตำบล, อ., หมู่ที่ …; ``groups`` says which mention lies in which; ``reading`` reads one name;
``finding`` joins them; ``gazetteer`` holds the names; ``checking`` asks the official list.
"""

from app.places.naming.checking import official_provinces
from app.places.naming.finding import find
from app.places.naming.gazetteer import Gazetteer
from app.places.naming.mention import Mention, Places, Verdict

__all__ = ["Gazetteer", "Mention", "Places", "Verdict", "find", "official_provinces"]
