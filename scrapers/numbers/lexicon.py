"""Words that say what digits near them are, in the languages that ads are written in.

Spellings as `normalization` leaves them: lower case, no accents, `ø` as `o` and `æ` as `ae`.
"""


def words(listed: str) -> frozenset[str]:
    """Return the words of a list as a set."""
    return frozenset(listed.split())


# announce a phone number
PHONE_WORDS = words(
    """
    tlf tel telf telef tfn tlfnr telnr telefon telefone telefono telefonul telefonen telephone
    tele phone phones fon fone mob mobil mobile mobilen movil telemovel celular cell cellphone
    handy komorka portable gsm msisdn ring ringe ringes ringer ringmeg rings call calls
    calling sms smser mms text texte whatsapp whatsap wapp whats wa viber telegram signal imo
    facetime kontakt kontakta kontakte contact contacto contato kontaktnr dzwon zadzwon llama
    llamame llamar ligue ligar liga suna sunati anruf anrufen ruf rufe appelle appelez appeler
    sonne телефон тел звони звоните звонить моб мобильный смс вотсап вайбер позвони номер тлф
    โทร เบอร์ เบอร์โทร โทรศัพท์ มือถือ
    """
)

# announce a number of another kind, or a measure
OTHER_WORDS = words(
    """
    id ids ref refs reference referanse referansen referens referencia referencja referinta
    annonse annonseid adid ad annons anuncio anunt annonce anzeige anzeigen ogloszenie
    ogloszenia объявление объявления ordre order orden zamowienie заказ konto
    kontonr bank bankkonto account acct cuenta conta compte kontos kid kidnr iban bic swift
    org orgnr organisasjon organisasjons organization foretak mva vat cvr nip regon pesel cnp
    cui nif nie dni cif siret siren kvk tin инн огрн снилс счет person personnr fodsel fodsels
    fnr dnr ssn cpr fodt fodselsdato fodd born birth nacido dato date datum data fecha pris
    priser price prices cena ceny precio preco prix preis preise цена belop sum total totalt
    saldo kode koden code codigo cod pin otp passord password finn finnkode finnid kundenr
    kunde kund customer klient medlem medlems member membership bruker brukerid user userid
    username profil profile profilid sak saks saksnr case ticket sporing sporings tracking
    pakke kolli kollinr parcel isbn issn ean gtin upc sku vare varenr artikkel artikel item
    product produkt serie serienr serial modell model versjon version build revision rev
    commit img image images imagen bilde bild photo foto picture pic dsc dscn dscf pxl vid
    video screenshot skjermbilde scan file fil doc dokument document pdf nokkel key token
    session hash timestamp unix epoch lat lng lon long latitude longitude koordinat
    koordinater coordinates coords gps pos breddegrad lengdegrad postnr post postnummer
    postkode zip postcode postadresse regnr bilnr skilt faktura invoice giro bankgiro plusgiro
    transaksjon transaction visninger visning views besok treff hits likes uuid guid ip port
    row index lopenr gnr bnr lisens license polise vedtak alder age alter edad idade varsta
    wiek hoyde height vekt weight kl klokken klokka str storrelse size byste bh mal wifi ssid
    journal rekvisisjon kupong voucher billett
    listing offer lot claim policy contract application receipt batch registration licence permit
    passport flight parcel waybill shipment consignment account statement entry record asset part
    annonsen annonce annoncen annons annonsen annonsens annonceid annonsid annonsref arende arendet
    arenden mal dnr diarie diarienr personnummer organisationsnummer orgnummer kund kunden faktura
    fakturan paket paketet forsandelse biljett leverans artikelnr kvitto avtal ansokan fastighet
    sag sagen sagsnr journalnr kvittering pakken ordren fragt kontrakt aftale police vareparti
    anzeigennr inserat inserats kunden auftrag auftrags bestell bestellung rechnung rechnungs
    vertrag vertrags kundennr aktenzeichen vorgang vorgangs ticketnr sendung sendungs steuer
    steuernr ausweis kontonummer artikelnummer seriennummer postleitzahl plz
    commande facture dossier contrat colis client adherent siret annonces reference references
    pedido factura cliente expediente contrato envio socio paquete referencias
    encomenda fatura utente processo contribuinte
    comanda factura client dosar
    zamowienia faktura klienta sprawa paczka przesylka umowa
    заказа договор клиент дело посылка артикул ссылка
    tilaus asiakas ilmoitus lasku viite bestelling factuur klant advertentie zaak
    ordine fattura cliente annuncio pratica
    pasaporte passaporte passeport pass reisepass passnr passnummer sesjon sesjonen sessio endret
    postboks pb sesong season sasong saeson
    opprettet publisert oppdatert updated created modified andrad skapad aendret oprettet
    """
)

# announce a short figure, after which a phone may follow at once
MEASURE_WORDS = words(
    """
    alder age alter edad idade varsta wiek kl klokken klokka uke week vecka uge postnr postnummer
    zip hoyde height langd vekt weight vikt rom room leilighet leil sko skostr
    """
)

# announce a name on some other service, with which digits may be grown together
HANDLE_WORDS = words(
    """
    insta instagram ig snap snapchat fb facebook tiktok twitter kik nick nickname brukernavn
    anvandarnamn brugernavn username benutzername usuario pseudo
    """
)

# orders, which are of another kind only with a word for number: "booking: 41…" is where to call
ORDER_WORDS = words(
    """
    booking bookings reservasjon reservation reservering bestall bestalling bestilling bestillinger
    reserva rezerwacja rezervare
    """
)

# … such as these
COUNTING_WORDS = words(
    """
    nr no num nummer nummeret number numer numero numarul номер nro
    """
)

# stand between an announcement and its number
NUMBER_WORDS = words(
    """
    nr no num nummer nummeret number numer numero numarul номер er is ar es e to i the av of
    our var vart n nro # den det
    """
)

# … and so do these, where the announcement is a phone
LINKING_WORDS = NUMBER_WORDS | words(
    """
    pa til meg mig mej me oss us at on mitt min my her here na now gjerne og eller or and via
    kun bare only i dag today whatsapp direkte pls please vennligst
    """
)

# short words that people forget to divide from the number
SHORT_WORDS = words(
    """
    pa nr no me on to at na i t m p
    """
)

# before "nummer", whose phone it is rather than what kind of number
PRIVATE_LINES = words(
    """
    privat jobb arbeid direkte vipp vipps hemmelig kontor hjemme fast
    """
)

# parts of names (of attributes, inputs, keys) that stand for a phone
PHONE_NAMES = words(
    """
    phone phones phoneno phonenr phonenumber phonenumbers tel tels telno telnr telephone
    telephones tlf tlfnr telefon telefoner telefonnr telefonnummer telefonnumre telefono
    telefonos telefone telefones mobile mobiles mobil mobilnr mobilnummer mobiltelefon
    mobilephone msisdn cell cellphone celular movil handy gsm whatsapp whatsappnumber wa viber
    sms smsnumber fon telefonszam puhelin sími contactnumber kontaktnummer kontakttelefon
    callnumber
    """
)

# … unless one of these stands beside them
NOT_PHONE_NAMES = words(
    """
    id ids count counts views view clicks click icon icons hash verified type label mask
    masked placeholder token key url link class style img image button btn model os app
    version timestamp time date created updated width height size price length extension ext
    area prefix country code codes pattern regex format visible hidden show enabled required
    stats user tracking event analytics ad only friendly first agent menu nav
    """
)

# keys inside a phone object that hold the number itself
NUMBER_NAMES = words(
    """
    number numbers value values raw full national international display formatted e num nr no
    text link href uri content main primary default private work home contact original digits
    """
)

# keys that hold prose, in which a number may stand
PROSE_NAMES = words(
    """
    description body text content title heading message about headline summary beskrivelse
    tekst overskrift annonsetekst articlebody abstract caption subtitle ingress adtext
    """
)

# letters that stand for digits where people hide a number (the figures are in `homoglyphs`)
HOMOGLYPHS = "oоοilіӏιzsѕbзбв|!q"

# what people put between the digits, over and over
FILLERS = "og sa|sa er det|and then|deretter|og|sa|and|then|und|och|oraz|et"

# number words that are everyday speech too: alone they say nothing
EVERYDAY_WORDS = words(
    """
    en et ett ein eine ei to un una uno une one um uma o oh i e y og och and und si in the no
    nie tie na a is meia raz и раз од
    """
)
