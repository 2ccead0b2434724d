"""How people say digits, language by language.

Plain words with the figure they stand for, in their everyday spellings, older and dialect forms
and the spellings of people without the right keyboard. Sources: the CLDR spell-out rules (RBNF) of
each language, and the older Norwegian count that was current before 1951 ("syv og tyve").
Accents need no second spelling: `normalization` removes them here and in the text alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scrapers.numbers.lexicon import words
from scrapers.numbers.normalization import normalize

HUNDRED, TEN, JOIN, ZEROS, TWICE, THRICE = -100, -10, -1, -2, -3, -4
_SIGNS = {
    "x100": HUNDRED, "x10": TEN, "and": JOIN, "zeros": ZEROS, "twice": TWICE, "thrice": THRICE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words for numbers, and two habits of building them."""

    words: dict[str, int]
    longest: int
    units_first: bool  # "syv og førti", "siebenundvierzig"
    by_twenties: bool  # "quatre-vingt-dix-sept"


def _language(table: str, *, units_first: bool = False, by_twenties: bool = False) -> Language:
    values: dict[str, int] = {}
    for line in filter(None, map(str.strip, table.split(";"))):
        figure, *spellings = line.split()
        value = _SIGNS[figure] if figure in _SIGNS else int(figure)
        values.update((normalize(spelling), value) for spelling in spellings)
    return Language(values, max(map(len, values)), units_first, by_twenties)


_NORWEGIAN = _language(
    """0 null nul noll; 1 en ett ein ei et éin én eitt; 2 to tvo två; 3 tre tri; 4 fire fira; 5
    fem; 6 seks sæks; 7 syv sju sjø; 8 åtte otte aatte atte; 9 ni nie; 10 ti; 11 elleve; 12
    tolv; 13 tretten; 14 fjorten; 15 femten; 16 seksten; 17 sytten søtten; 18 atten; 19 nitten;
    20 tjue tyve tjuge; 30 tretti tredve treti; 40 førti førr førti forti foerti; 50 femti; 60
    seksti; 70 sytti søtti; 80 åtti otti aatti; 90 nitti; x100 hundre hundrede; and og; zeros
    nuller nullar; twice dobbel dobbelt dobbelte; thrice trippel""",
    units_first=True,
)
_SWEDISH = _language(
    """0 noll nolla nollan; 1 ett en ettan; 2 två tva tvaa; 3 tre; 4 fyra; 5 fem; 6 sex; 7 sju; 8
    åtta; 9 nio nie; 10 tio tie; 11 elva; 12 tolv; 13 tretton; 14 fjorton; 15 femton; 16 sexton;
    17 sjutton; 18 arton aderton; 19 nitton; 20 tjugo tjugi; 30 trettio tretti; 40 fyrtio förtio
    fyrti; 50 femtio femti; 60 sextio sexti; 70 sjuttio sjutti; 80 åttio åtti; 90 nittio nitti;
    x100 hundra; and och; zeros nollor; twice dubbel dubbelt; thrice trippel"""
)
_DANISH = _language(
    """0 nul null; 1 en et één; 2 to; 3 tre; 4 fire; 5 fem; 6 seks; 7 syv; 8 otte; 9 ni; 10 ti; 11
    elleve; 12 tolv; 13 tretten; 14 fjorten; 15 femten; 16 seksten; 17 sytten; 18 atten; 19
    nitten; 20 tyve; 30 tredive tredve; 40 fyrre fyrretyve; 50 halvtreds halvtres
    halvtredsindstyve; 60 tres tresindstyve treds; 70 halvfjerds halvfjers; 80 firs
    firsindstyve; 90 halvfems; x100 hundrede hundred; and og; zeros nuller; twice dobbelt dobbel""",
    units_first=True,
)
_ENGLISH = _language(
    """0 zero oh o nought naught nil; 1 one; 2 two; 3 three; 4 four; 5 five; 6 six; 7 seven; 8
    eight; 9 nine niner; 10 ten; 11 eleven; 12 twelve; 13 thirteen; 14 fourteen; 15 fifteen; 16
    sixteen; 17 seventeen; 18 eighteen; 19 nineteen; 20 twenty; 30 thirty; 40 forty fourty; 50
    fifty; 60 sixty; 70 seventy; 80 eighty; 90 ninety ninty; x100 hundred; and and; zeros zeros
    zeroes; twice double; thrice triple treble"""
)
_SPANISH = _language(
    """0 cero zero; 1 uno un una; 2 dos; 3 tres; 4 cuatro quatro; 5 cinco; 6 seis; 7 siete; 8 ocho;
    9 nueve; 10 diez; 11 once; 12 doce; 13 trece; 14 catorce; 15 quince; 16 dieciséis; 17
    diecisiete; 18 dieciocho; 19 diecinueve; 20 veinte; 21 veintiuno veintiún; 22 veintidós; 23
    veintitrés; 24 veinticuatro; 25 veinticinco; 26 veintiséis; 27 veintisiete; 28 veintiocho;
    29 veintinueve; 30 treinta; 40 cuarenta; 50 cincuenta; 60 sesenta; 70 setenta; 80 ochenta;
    90 noventa; 100 cien ciento; 200 doscientos; 300 trescientos; 400 cuatrocientos; 500
    quinientos; 600 seiscientos; 700 setecientos; 800 ochocientos; 900 novecientos; and y; zeros
    ceros; twice doble; thrice triple"""
)
_PORTUGUESE = _language(
    """0 zero; 1 um uma hum; 2 dois duas; 3 três; 4 quatro; 5 cinco; 6 seis meia; 7 sete; 8 oito; 9
    nove; 10 dez; 11 onze; 12 doze; 13 treze; 14 catorze quatorze; 15 quinze; 16 dezasseis
    dezesseis; 17 dezassete dezessete; 18 dezoito; 19 dezanove dezenove; 20 vinte; 30 trinta; 40
    quarenta; 50 cinquenta; 60 sessenta; 70 setenta; 80 oitenta; 90 noventa; 100 cem cento; 200
    duzentos; 300 trezentos; 400 quatrocentos; 500 quinhentos; 600 seiscentos; 700 setecentos;
    800 oitocentos; 900 novecentos; and e; zeros zeros; twice duplo; thrice triplo"""
)
_ROMANIAN = _language(
    """0 zero; 1 unu una un o; 2 doi două; 3 trei; 4 patru; 5 cinci; 6 șase sașe; 7 șapte sapte; 8
    opt; 9 nouă; 10 zece; 11 unsprezece unșpe; 12 doisprezece douăsprezece doișpe; 13
    treisprezece treișpe; 14 paisprezece paișpe; 15 cincisprezece cinșpe; 16 șaisprezece șaișpe;
    17 șaptesprezece șaptișpe; 18 optsprezece optișpe; 19 nouăsprezece; 20 douăzeci; 30
    treizeci; 40 patruzeci; 50 cincizeci; 60 șaizeci; 70 șaptezeci; 80 optzeci; 90 nouăzeci;
    x100 sute sută; 100 osută; and și; zeros zerouri; twice dublu; thrice triplu"""
)
_POLISH = _language(
    """0 zero; 1 jeden jedna jedno; 2 dwa dwie; 3 trzy; 4 cztery; 5 pięć; 6 sześć; 7 siedem; 8
    osiem; 9 dziewięć; 10 dziesięć; 11 jedenaście; 12 dwanaście; 13 trzynaście; 14 czternaście;
    15 piętnaście; 16 szesnaście; 17 siedemnaście; 18 osiemnaście; 19 dziewiętnaście; 20
    dwadzieścia; 30 trzydzieści; 40 czterdzieści; 50 pięćdziesiąt; 60 sześćdziesiąt; 70
    siedemdziesiąt; 80 osiemdziesiąt; 90 dziewięćdziesiąt; 100 sto; 200 dwieście; 300 trzysta;
    400 czterysta; 500 pięćset; 600 sześćset; 700 siedemset; 800 osiemset; 900 dziewięćset; and
    i; zeros zera; twice podwójne; thrice potrójne"""
)
_GERMAN = _language(
    """0 null; 1 eins ein eine; 2 zwei zwo; 3 drei; 4 vier; 5 fünf fuenf; 6 sechs; 7 sieben; 8
    acht; 9 neun; 10 zehn; 11 elf; 12 zwölf zwoelf; 13 dreizehn; 14 vierzehn; 15 fünfzehn
    fuenfzehn; 16 sechzehn; 17 siebzehn; 18 achtzehn; 19 neunzehn; 20 zwanzig; 30 dreißig
    dreissig; 40 vierzig; 50 fünfzig fuenfzig; 60 sechzig; 70 siebzig; 80 achtzig; 90 neunzig;
    x100 hundert; and und; zeros nullen; twice doppel doppelt; thrice dreifach""",
    units_first=True,
)
_FRENCH = _language(
    """0 zéro; 1 un une; 2 deux; 3 trois; 4 quatre; 5 cinq; 6 six; 7 sept; 8 huit; 9 neuf; 10 dix;
    11 onze; 12 douze; 13 treize; 14 quatorze; 15 quinze; 16 seize; 20 vingt vingts; 30 trente;
    40 quarante; 50 cinquante; 60 soixante; 70 septante; 80 huitante octante; 90 nonante; x100
    cent cents; and et; zeros zéros; twice double; thrice triple""",
    by_twenties=True,
)
_RUSSIAN = _language(
    """0 ноль нуль; 1 один одна раз одно; 2 два две; 3 три; 4 четыре; 5 пять; 6 шесть; 7 семь; 8
    восемь; 9 девять; 10 десять; 11 одиннадцать; 12 двенадцать; 13 тринадцать; 14 четырнадцать;
    15 пятнадцать; 16 шестнадцать; 17 семнадцать; 18 восемнадцать; 19 девятнадцать; 20 двадцать;
    30 тридцать; 40 сорок; 50 пятьдесят; 60 шестьдесят; 70 семьдесят; 80 восемьдесят; 90
    девяносто; 100 сто; 200 двести; 300 триста; 400 четыреста; 500 пятьсот; 600 шестьсот; 700
    семьсот; 800 восемьсот; 900 девятьсот; and и; zeros нуля нулей ноля; twice дважды; thrice
    трижды; 0 nol; 1 odin; 2 dva; 3 tri; 4 chetyre; 5 pyat piat; 6 shest; 7 sem; 8 vosem; 9
    devyat deviat"""
)
_THAI = _language(
    """0 ศูนย์ สูญ; 1 หนึ่ง เอ็ด นึง; 2 สอง ยี่ โท; 3 สาม; 4 สี่; 5 ห้า; 6 หก; 7 เจ็ด; 8 แปด; 9
    เก้า; x10 สิบ; x100 ร้อย; and และ"""
)


def _mixture(languages: Sequence[Language]) -> Language:
    """Return all words as one language, for people who mix; the earlier language wins a word."""
    values: dict[str, int] = {}
    for language in reversed(languages):
        values.update(language.words)
    return Language(values, max(map(len, values)), units_first=True, by_twenties=False)


# Where languages share a word, the one that reads more of the words around it is believed; among
# equals, the earlier here.
_SPOKEN = (
    _NORWEGIAN, _SWEDISH, _DANISH, _ENGLISH, _SPANISH, _PORTUGUESE, _ROMANIAN, _POLISH, _GERMAN,
    _FRENCH, _RUSSIAN, _THAI,
)  # fmt: skip
LANGUAGES = (*_SPOKEN, _mixture(_SPOKEN))

WORDS = frozenset(LANGUAGES[-1].words)
SEPARATORS = words(
    normalize(
        """
        punkt punktum prikk dot period point punto ponto punct kropka точка จุด strek
        bindestrek dash hyphen minus mellomrom mellanslag mellemrum space espacio espaço
        spacja leerzeichen espace slash skråstrek komma comma stjerne star stjärna tiret
        bindestreck streck guion traço underscore understrek kolon colon пробел тире
        пауза pause pauze
        """
    )
)
PLUS = words(normalize("pluss plus más mais плюс บวก"))
