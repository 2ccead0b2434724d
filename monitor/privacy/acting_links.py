"""Links that do something where they lead: vote, buy, report, delete, write, log in.

Nothing here may act on a portal (design: only lists and the ads' own pages are asked for), so such
a link is never followed by a suggestion, and warned of where a person wrote it into `detail.link`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapers.portal_config import Portal

_WORDS = (
    "add buy cart basket checkout like unlike upvote downvote vote report flag abuse delete "
    "remove edit send message messages pm msg reply respond comment comments review reviews "
    "rate login signin logout logoff signout register signup save bookmark favorite favourite "
    "favorites favourites wishlist compare share subscribe unsubscribe follow unfollow bump "
    "contact newpm stem kjøp kjop legg kurv handlekurv handlevogn liker oppstem rapporter "
    "rapportér meld anmeld anmeldelse slett fjern rediger endre melding meldinger svar svare "
    "kommenter kommentar loggut logginn logg lagre favoritt favoritter huskeliste bestill "
    "vurder vurdering følg abonner skjul registrer varsle kontakt köp kop varukorg gilla "
    "rösta rosta anmäl anmal rapportera radera redigera skicka meddelande recension logga "
    "spara svara køb læg stemme slet redigér besked anmeldelser gem osta lisää lisaa "
    "ostoskori tykkää äänestä ilmianna raportoi poista muokkaa lähetä viesti arvostelu "
    "kirjaudu tallenna vastaa kaufen warenkorb hinzufügen gefällt abstimmen melden löschen "
    "loeschen bearbeiten senden nachricht bewerten bewertung anmelden abmelden einloggen "
    "merken teilen acheter ajouter panier aimer voter signaler supprimer modifier envoyer "
    "connexion deconnexion déconnexion partager comprar añadir carrito votar denunciar "
    "reportar eliminar borrar editar enviar mensaje reseña guardar compartir compra aggiungi "
    "carrello vota segnala elimina modifica invia messaggio recensione accedi salva kup dodaj "
    "koszyk głosuj zgłoś zglos usuń usun edytuj wyślij wiadomość zaloguj wyloguj zapisz "
    "cumpără adaugă coș votează raportează șterge editează trimite mesaj recenzie "
    "autentificare купить корзину корзина нравится голосовать пожаловаться жалоба удалить "
    "редактировать отправить сообщение отзыв войти выйти ответить "
)
ACTS = frozenset(_WORDS.split())
"""Words that say what a link does, in the languages that portals near here are written in."""

THAI = ("ซื้อ", "ลบ", "แก้ไข", "ส่ง", "ข้อความ", "โหวต", "รายงาน", "เข้าสู่ระบบ")
WORD = re.compile(r"[^\W\d_]+")
CAMEL = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
LONGEST = 40
"""Signs of a text above which it is what an ad says, and no button's."""

MOST_WORDS = 3
"""Words of a part of an address above which it is an ad's title."""


def words_of(text: str) -> list[str]:
    """Return the words of a name or a text, in small letters: "addToCart" is three."""
    return [word.casefold() for word in WORD.findall(CAMEL.sub(" ", text))]


def name_acts(name: str) -> bool:
    """Tell whether the name of a class or a key says that something is done."""
    return not ACTS.isdisjoint(words_of(name))


def text_acts(text: str) -> bool:
    """Tell whether the words of a link or a button say that it does something."""
    if len(text) > LONGEST:
        return False
    return any(sign in text for sign in THAI) or name_acts(text)


def address_acts(address: str) -> bool:
    """Tell whether an address says that asking for it does something.

    A part of several words with a digit, or of many, is taken for an ad's title in the address.
    """
    parts = urlsplit(address)
    pieces = [unquote(piece) for piece in parts.path.split("/")]
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        pieces += [name, value]
    return any(map(_piece_acts, pieces))


def _piece_acts(piece: str) -> bool:
    words = words_of(piece.rsplit(".", 1)[0])
    is_title = len(words) > MOST_WORDS or (len(words) > 1 and any(map(str.isdigit, piece)))
    return bool(words) and not is_title and not ACTS.isdisjoint((words[0], words[-1]))


def link_acts(attributes: Mapping[str, str], address: str, text: str) -> bool:
    """Tell whether a link's address, names or words say that it does something."""
    says = (text, attributes.get("title", ""), attributes.get("aria-label", ""))
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".split()
    if "onclick" in attributes and attributes.get("href", "#").startswith(("#", "javascript:")):
        return True
    return (
        address_acts(address)
        or "data-method" in attributes
        or any(map(text_acts, says))
        or any(map(name_acts, names))
    )


def acting_settings(portal: Portal) -> Iterator[str]:
    """Yield where a portal's block itself says that a sweep would ask for what acts."""
    if portal.detail is None:
        return
    written = {"detail.link": portal.detail.link.select, "detail.template": portal.detail.template}
    for key, text in written.items():
        if name_acts(text):
            yield (
                f"{portal.name}: {key} = {text!r} looks like a link that does something (votes, "
                "buys, reports, deletes, writes, logs in), which a sweep would do for every ad; "
                "choose the link that leads to the ad"
            )
