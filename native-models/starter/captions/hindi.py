"""Hindi captions: adjectives agree in gender, number and case; nouns take the oblique before a postposition."""
from random import Random

from ..world.spec import Relation
from .spec import Noun, Said, Spec

# Adjectives in -ा change; the others do not. Materials are "… का".
# What stands around a phrase is set apart from it, so that the phrase keeps the direct case.
LOOKS = {'red': 'लाल', 'orange': 'नारंगी', 'yellow': 'पीला', 'green': 'हरा', 'turquoise': 'फ़िरोज़ी', 'blue': 'नीला', 'purple': 'बैंगनी',
         'pink': 'गुलाबी', 'brown': 'भूरा', 'black': 'काला', 'grey': 'स्लेटी', 'white': 'सफ़ेद', 'golden': 'सुनहरा', 'silver': 'चाँदी का',
         'wooden': 'लकड़ी का', 'stone': 'पत्थर का', 'glass': 'काँच का', 'rainbow': 'रंग-बिरंगा'}
PLACES = {
    'beach': ['समुद्र तट पर', 'समुद्र के किनारे', 'रेत पर'], 'sea': ['समुद्र में', 'सागर में', 'समुद्र पर'],
    'underwater': ['पानी के नीचे', 'समुद्र की गहराई में'], 'lake': ['झील के किनारे', 'झील के पास'], 'forest': ['जंगल में', 'वन में', 'देवदार के जंगल में'],
    'jungle': ['घने जंगल में', 'वर्षावन में'], 'autumn': ['पतझड़ के जंगल में', 'पतझड़ में'], 'snow': ['बर्फ़ में', 'बर्फ़ पर', 'सर्दियों में'],
    'mountains': ['पहाड़ों में', 'पहाड़ों के सामने'], 'desert': ['रेगिस्तान में', 'रेत के टीलों में'], 'meadow': ['मैदान में', 'घास पर', 'हरे मैदान में'],
    'cave': ['गुफ़ा में', 'गुफ़ा के अंदर'], 'space': ['अंतरिक्ष में', 'तारों के बीच'], 'moon': ['चाँद पर', 'चंद्रमा पर'],
    'garden': ['बगीचे में', 'फूलों के बगीचे में'], 'farm': ['खेत में', 'खेत पर'], 'road': ['सड़क पर', 'गाँव की सड़क पर'],
    'city': ['शहर में', 'शहर की सड़क पर'], 'village': ['गाँव में', 'छोटे गाँव में'], 'park': ['पार्क में', 'उद्यान में'],
    'room': ['कमरे में', 'घर में', 'बैठक में'], 'kitchen': ['रसोई में', 'रसोईघर में'], 'library': ['पुस्तकालय में', 'किताबों की अलमारियों के सामने'],
    'stage': ['मंच पर', 'रंगमंच पर']}
HOURS = {'day': ['दिन में', 'दिन के समय'], 'dawn': ['भोर में', 'सूर्योदय के समय', 'सुबह-सुबह'], 'sunset': ['सूर्यास्त के समय', 'शाम को'],
         'night': ['रात में', 'रात को', 'चाँदनी रात में']}
SKIES = {'rain': ['बारिश में', 'बरसात में'], 'snowfall': ['बर्फ़बारी में', 'गिरती बर्फ़ में'], 'fog': ['कोहरे में', 'धुंध में'],
         'storm': ['तूफ़ान में', 'कड़कती बिजली के साथ']}
HANDS = {'plain': ['चित्र: {}', '{}, सपाट चित्र', 'तस्वीर: {}'], 'watercolour': ['{}, जलरंग चित्र', 'जलरंग में {}'],
         'pixel art': ['{}, पिक्सेल आर्ट', 'पिक्सेल आर्ट में {}'], 'pencil': ['{}, पेंसिल चित्र', 'पेंसिल से बना चित्र: {}'],
         'neon': ['{}, नियॉन', 'नियॉन रोशनी में {}'], 'oil painting': ['{}, तैल चित्र', 'तैल चित्र: {}'], 'comic': ['{}, कॉमिक शैली', 'कॉमिक शैली में {}']}
RELATIONS = {Relation.LEFT: ['के बाईं ओर', 'के बाएँ'], Relation.RIGHT: ['के दाईं ओर', 'के दाएँ'], Relation.ON: ['पर', 'के ऊपर'],
             Relation.UNDER: ['के नीचे']}
BACKWARDS = {Relation.LEFT: Relation.RIGHT, Relation.RIGHT: Relation.LEFT}
NUMBERS = {2: ['दो', '2'], 3: ['तीन', '3']}
# Masculine nouns in -ा that never change.
FIXED = frozenset({'लामा', 'कोआला', 'पांडा'})


def adjective(look: str | None, feminine: bool, direct: bool) -> str:
    """`direct`: masculine singular in the direct case, the only one that keeps -ा."""
    if look is None:
        return ''
    word = LOOKS[look]
    if word.endswith('ा'):
        word = word[:-1] + ('ी' if feminine else 'ा' if direct else 'े')
    return word + ' '


def bent(name: str, feminine: bool) -> str:
    """The oblique singular, which masculine nouns share with their direct plural: घोड़ा → घोड़े."""
    if feminine or not name.endswith('ा') or name.split()[-1] in FIXED:
        return agreeing(name)
    return agreeing(name[:-1] + 'े')


def agreeing(name: str) -> str:
    """ऊँची एड़ी का जूते → … के जूते."""
    return name.replace(' का ', ' के ').replace(' वाला ', ' वाले ').replace('बूढ़ा ', 'बूढ़े ').replace('लंबा ', 'लंबे ').replace('छोटा ', 'छोटे ')


def plural(name: str, feminine: bool) -> str:
    """Direct plural: घोड़े, मछलियाँ, किताबें."""
    if not feminine:
        return bent(name, feminine)
    if name.endswith('ी'):
        return name[:-1] + 'ियाँ'
    if name.endswith('िया'):
        return name + 'ँ'
    return name + ('एँ' if name.endswith(('ा', 'ू', 'ो')) else 'ें')


def one(noun: Noun, rng: Random) -> str:
    feminine = noun.thing.hindi_gender == 'f'
    return rng.choice(['', '', 'एक ']) + adjective(noun.look, feminine, True) + noun.thing.hindi


def oblique(noun: Noun) -> str:
    feminine = noun.thing.hindi_gender == 'f'
    return adjective(noun.look, feminine, False) + bent(noun.thing.hindi, feminine)


def things(spec: Spec, rng: Random) -> str:
    first = spec.nouns[0]
    feminine = first.thing.hindi_gender == 'f'
    if spec.relation == Relation.ALONE:
        if spec.count == 1:
            return one(first, rng)
        return f'{rng.choice(NUMBERS[spec.count])} {adjective(first.look, feminine, False)}{plural(first.thing.hindi, feminine)}'
    if spec.relation == Relation.ROW:
        a, b, c = (one(noun, rng) for noun in spec.nouns)
        return f'{a}, {b} और {c}'
    if spec.relation == Relation.HOLDING:
        return f'{one(spec.nouns[1], rng)} {rng.choice(["पकड़े हुए", "लिए हुए"])} {adjective(first.look, feminine, True)}{first.thing.hindi}'
    relation, nouns = spec.relation, spec.nouns
    if relation in BACKWARDS and rng.random() < 0.35:
        relation, nouns = BACKWARDS[relation], nouns[::-1]
    return f'{oblique(nouns[1])} {rng.choice(RELATIONS[relation])} {one(nouns[0], rng)}'


def say(spec: Spec, said: Said, rng: Random) -> str:
    where = [rng.choice(PLACES[spec.scene])] if said.scene else []
    when = [rng.choice(HOURS[spec.time])] if said.time else []
    sky = [rng.choice(SKIES[spec.weather])] if said.weather else []
    around = [*when, *sky, *where]
    text = ' '.join([*around, things(spec, rng)]) if rng.random() < 0.7 else ', '.join([things(spec, rng), *around])
    return rng.choice(HANDS[spec.style]).format(text) if said.style else text
