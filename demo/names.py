"""Names of invented people, by the place they work in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Culture:
    """First and family names that go together, and the offices where these people sit.

    ``share`` is the part of the organization in percent. With ``family_first`` the family name
    comes first and one of ``middle`` stands between the two.
    """

    key: str
    language: str
    share: int
    offices: tuple[tuple[str, str], ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    middle: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    family_first: bool = False


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OSLO = ("Oslo", "Europe/Oslo")
BERGEN = ("Bergen", "Europe/Oslo")
MILAN = ("Milan", "Europe/Rome")
TURIN = ("Turin", "Europe/Rome")
WARSAW = ("Warsaw", "Europe/Warsaw")
GDANSK = ("Gdańsk", "Europe/Warsaw")
SAIGON = ("Ho Chi Minh City", "Asia/Ho_Chi_Minh")
HANOI = ("Hanoi", "Asia/Ho_Chi_Minh")
LONDON = ("London", "Europe/London")
NEW_YORK = ("New York", "America/New_York")

CULTURES = (
    Culture(
        key="nb",
        language="nb",
        share=24,
        offices=(OSLO, OSLO, BERGEN),
        women=_names(
            "Ingrid Kari Solveig Silje Marte Åse Ragnhild Hanne Tonje Linnea Frøydis Bente"
            " Guro Maren Sigrid Thea Vilde Astrid Turid Oda"
        ),
        men=_names(
            "Lars Øyvind Håkon Sindre Magnus Bjørn Eirik Torstein Jørgen Anders Kjetil Vegard"
            " Sverre Trond Asbjørn Even Ståle Mathias Geir Aksel"
        ),
        families=_names(
            "Haugen Solberg Lie Bakke Nygård Strand Moen Hagen Ødegård Berg Lunde Myhre Fjeld"
            " Sørensen Eide Vik Aasen Dahl Ruud Tveit Brekke Skogen"
        ),
    ),
    Culture(
        key="it",
        language="it",
        share=20,
        offices=(MILAN, MILAN, TURIN),
        women=_names(
            "Giulia Chiara Francesca Elena Martina Sofia Alessia Federica Noemi Beatrice Ilaria"
            " Caterina Serena Arianna Lucia Viola"
        ),
        men=_names(
            "Marco Lorenzo Davide Matteo Nicolò Alessandro Stefano Tommaso Andrea Fabio Simone"
            " Emanuele Pietro Riccardo Gabriele Dario"
        ),
        families=_names(
            "Ferraro Ricci Moretti Galli Rinaldi Conti Fontana Lombardi Marchetti Barbieri"
            " Colombo Greco Bianchi Costa Pellegrini Villa Serra Caruso"
        ),
    ),
    Culture(
        key="pl",
        language="pl",
        share=20,
        offices=(WARSAW, WARSAW, GDANSK),
        women=_names(
            "Agnieszka Katarzyna Zofia Magdalena Joanna Małgorzata Weronika Hanna Iga Karolina"
            " Barbara Ewelina Julia Łucja Natalia Dorota"
        ),
        men=_names(
            "Tomasz Paweł Michał Krzysztof Łukasz Marek Jakub Piotr Wojciech Bartosz Szymon"
            " Kamil Grzegorz Rafał Stanisław Dawid"
        ),
        families=_names(
            "Wiśniewski Nowak Zieliński Kowalczyk Wójcik Kamiński Lewandowski Dąbrowski Mazur"
            " Jankowski Szymański Woźniak Krawczyk Grabowski Pawłowski Król Wróbel Górski"
        ),
    ),
    Culture(
        key="vi",
        language="vi",
        share=18,
        offices=(SAIGON, SAIGON, HANOI),
        women=_names("Linh Lan Hương Trang Mai Hà Thảo Ngân Quỳnh Yến Vy Nhung Châu Phương"),
        men=_names("Minh Tuấn Hùng Dũng Khoa Long Phúc Sơn Nam Bảo Thành Đạt Trung Quân"),
        families=_names("Nguyễn Trần Lê Phạm Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Dương"),
        middle=(
            ("Thị", "Thuỳ", "Ngọc", "Khánh", "Thanh", "Bích"),
            ("Văn", "Đức", "Quang", "Hữu", "Gia", "Anh"),
        ),
        family_first=True,
    ),
    Culture(
        key="uk",
        language="en",
        share=6,
        offices=(LONDON,),
        women=_names("Emma Charlotte Rhiannon Fiona Imogen Niamh Eleanor"),
        men=_names("Oliver Callum Rhys George Duncan Edward Aidan"),
        families=_names("Clarke Hughes Bennett MacLeod Turner O’Connor Whitfield Pritchard"),
    ),
    Culture(
        key="us",
        language="en",
        share=6,
        offices=(NEW_YORK,),
        women=_names("Grace Naomi Hannah Jasmine Claire Rachel Monique"),
        men=_names("Ethan Marcus Caleb Jordan Samuel Derek Isaiah"),
        families=_names("Carter Johnson Rivera Kowalski Brooks Nguyen Goldberg Washington"),
    ),
    Culture(
        key="world",
        language="en",
        share=6,
        offices=(LONDON, OSLO, WARSAW, MILAN, NEW_YORK),
        women=_names("Amara Priya Leila Sunita Aylin Valentina Zanele Hye-jin"),
        men=_names("Kwame Rohan Yusuf Mateo Tariq Emeka João Kenji"),
        families=_names("Okafor Nair Demir Álvarez Haddad Mbeki Silva Tanaka Şahin Kaur"),
    ),
)
