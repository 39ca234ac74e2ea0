"""English captions."""
from random import Random

from ..world.spec import Relation
from .spec import Noun, Said, Spec

ALSO = {'car': ['automobile'], 'airplane': ['plane', 'aeroplane'], 'bicycle': ['bike'], 'sofa': ['couch'], 'television': ['TV'],
        'rabbit': ['bunny'], 'cat': ['kitty'], 'dog': ['doggy'], 'gift': ['present'], 'donut': ['doughnut'], 'sailboat': ['sailing boat'],
        'phone': ['mobile phone'], 'wizard': ['magician'], 'chili pepper': ['hot pepper'], 'gem': ['diamond'],
        'trash can': ['dustbin'], 'sneaker': ['trainer'], 'football': ['soccer ball'], 'eggplant': ['aubergine'], 'ladybug': ['ladybird'],
        'flashlight': ['torch'], 'motorcycle': ['motorbike'], 'ship': ['steamship'], 'house': ['home'], 'teddy bear': ['teddy'],
        'top hat': ['hat'], 't-shirt': ['shirt'], 'cup of coffee': ['cup', 'mug', 'coffee'], 'birthday cake': ['cake'], 'crescent moon': ['moon', 'crescent'],
        'flying saucer': ['UFO', 'spaceship'], 'light bulb': ['bulb', 'lamp'], 'heart': ['love heart'], 'turtle': ['tortoise']}
PLURALS = {'mouse': 'mice', 'fish': 'fish', 'sheep': 'sheep', 'deer': 'deer', 'ox': 'oxen', 'wolf': 'wolves', 'man': 'men', 'woman': 'women',
           'old man': 'old men', 'old woman': 'old women', 'scarf': 'scarves', 'die': 'dice', 'snowman': 'snowmen', 'squid': 'squid',
           'tropical fish': 'tropical fish', 'pufferfish': 'pufferfish', 'shrimp': 'shrimp', 'fried shrimp': 'fried shrimp', 'loaf of bread': 'loaves of bread',
           'bow and arrow': 'bows and arrows', 'fork and knife': 'forks and knives', 'french fries': 'portions of french fries',
           'grapes': 'bunches of grapes', 'cherries': 'pairs of cherries', 'pancakes': 'stacks of pancakes', 'scissors': 'pairs of scissors',
           'skis': 'pairs of skis', 'sushi': 'pieces of sushi', 'popcorn': 'boxes of popcorn', 'corn': 'ears of corn', 'garlic': 'bulbs of garlic',
           'broccoli': 'heads of broccoli', 'soap': 'bars of soap', 'fire': 'fires', 'spaghetti': 'plates of spaghetti', 'ice cream': 'ice creams'}
ONES = {'french fries': 'portion of french fries', 'grapes': 'bunch of grapes', 'cherries': 'pair of cherries', 'pancakes': 'stack of pancakes',
        'scissors': 'pair of scissors', 'skis': 'pair of skis', 'sushi': 'piece of sushi', 'popcorn': 'box of popcorn', 'corn': 'ear of corn',
        'garlic': 'bulb of garlic', 'broccoli': 'head of broccoli', 'soap': 'bar of soap'}
LOOKS = {'golden': ['golden', 'gold'], 'silver': ['silver', 'silvery'], 'wooden': ['wooden'], 'stone': ['stone'], 'glass': ['glass'],
         'rainbow': ['rainbow', 'rainbow-coloured', 'multicoloured'], 'grey': ['grey', 'gray'], 'purple': ['purple', 'violet'],
         'turquoise': ['turquoise', 'teal', 'cyan']}
PLACES = {
    'beach': ['on a beach', 'on the beach', 'at the seaside', 'on the sand', 'by the shore'], 'sea': ['on the sea', 'at sea', 'on the ocean', 'in the sea'],
    'underwater': ['underwater', 'under water', 'at the bottom of the sea', 'under the sea'], 'lake': ['by a lake', 'at the lake', 'on the shore of a lake'],
    'forest': ['in a forest', 'in the forest', 'in the woods', 'among pine trees'], 'jungle': ['in the jungle', 'in a jungle', 'in the rainforest'],
    'autumn': ['in an autumn forest', 'among autumn trees', 'in autumn', 'among falling leaves'], 'snow': ['in the snow', 'in a snowy field', 'in winter', 'on snow'],
    'mountains': ['in the mountains', 'in front of mountains', 'among the mountains'], 'desert': ['in the desert', 'in a desert', 'among the dunes'],
    'meadow': ['in a meadow', 'on the grass', 'in a green field', 'in the meadow'], 'cave': ['in a cave', 'inside a cave', 'in a dark cave'],
    'space': ['in space', 'in outer space', 'among the stars', 'floating in space'], 'moon': ['on the moon', 'on the surface of the moon'],
    'garden': ['in a garden', 'in the garden', 'in a flower garden'], 'farm': ['on a farm', 'at a farm', 'in a farm field'],
    'road': ['on a road', 'on the road', 'on a country road'], 'city': ['in the city', 'in a city', 'in a city street', 'downtown'],
    'village': ['in a village', 'in the village', 'in a small village'], 'park': ['in a park', 'in the park'],
    'room': ['in a room', 'in the living room', 'indoors', 'at home'], 'kitchen': ['in a kitchen', 'in the kitchen', 'on a kitchen counter'],
    'library': ['in a library', 'in the library', 'in front of bookshelves'], 'stage': ['on a stage', 'on stage', 'in a theatre']}
HOURS = {'day': ['by day', 'in daylight', 'on a bright day'], 'dawn': ['at dawn', 'at sunrise', 'early in the morning'],
         'sunset': ['at sunset', 'in the evening', 'at dusk'], 'night': ['at night', 'under the stars', 'by moonlight']}
SKIES = {'rain': ['in the rain', 'on a rainy day'], 'snowfall': ['in falling snow', 'while it snows', 'with snow falling'],
         'fog': ['in the fog', 'in the mist', 'on a foggy day'], 'storm': ['in a thunderstorm', 'in a storm', 'with lightning']}
HANDS = {'plain': ['an illustration of {}', 'a drawing of {}', '{}, flat illustration', 'a picture of {}'],
         'watercolour': ['a watercolour of {}', 'a watercolor painting of {}', '{}, watercolour', '{} in watercolour'],
         'pixel art': ['pixel art of {}', '{}, pixel art', '{} in pixel art style', 'an 8-bit picture of {}'],
         'pencil': ['a pencil drawing of {}', 'a pencil sketch of {}', '{}, coloured pencil', '{} drawn in pencil'],
         'neon': ['a neon picture of {}', '{}, neon', '{} in neon lights', 'glowing neon {}'],
         'oil painting': ['an oil painting of {}', '{}, oil painting', '{} painted in oil'],
         'comic': ['a comic of {}', '{}, comic style', '{} in comic book style', 'a comic book drawing of {}']}
NUMBERS = {2: ['two', '2', 'a pair of', 'two'], 3: ['three', '3', 'three']}
RELATIONS = {Relation.LEFT: ['to the left of', 'left of', 'on the left of'], Relation.RIGHT: ['to the right of', 'right of', 'on the right of'],
             Relation.ON: ['on', 'on top of', 'sitting on', 'standing on'], Relation.UNDER: ['under', 'below', 'underneath', 'beneath'],
             Relation.HOLDING: ['holding', 'with', 'carrying', 'that holds']}
BACKWARDS = {Relation.LEFT: Relation.RIGHT, Relation.RIGHT: Relation.LEFT, Relation.ON: Relation.UNDER, Relation.UNDER: Relation.ON}


def plural(name: str) -> str:
    if name in PLURALS:
        return PLURALS[name]
    first, joint, rest = name.partition(' of ')
    if joint:
        return plural(first) + joint + rest
    first, joint, rest = name.partition(' with ')
    if joint:
        return plural(first) + joint + rest
    if name.endswith(('s', 'x', 'ch', 'sh')) or name in ('tomato', 'potato', 'mango', 'flamingo', 'buffalo'):
        return name + 'es'
    if name.endswith('y') and name[-2] not in 'aeiou':
        return name[:-1] + 'ies'
    return name + 's'


def look_of(noun: Noun, rng: Random) -> str:
    return '' if noun.look is None else rng.choice(LOOKS.get(noun.look, [noun.look])) + ' '


def one(noun: Noun, rng: Random) -> str:
    name = noun.thing.english
    phrase = look_of(noun, rng) + rng.choice([ONES.get(name, name)] * 3 + ALSO.get(name, []))
    article = 'an' if phrase[0].lower() in 'aeiou' and not phrase.startswith(('unicorn', 'UFO', 'ukulele', 'euro')) else 'a'
    return f'{rng.choice([article] * 6 + ["the", ""])} {phrase}'.strip()


def several(noun: Noun, count: int, rng: Random) -> str:
    number = rng.choice(NUMBERS[count])
    names = plural(noun.thing.english)
    if number.endswith(' of') and names.startswith('pairs'):
        number = 'two'
    return f'{number} {look_of(noun, rng)}{names}'


def things(spec: Spec, rng: Random) -> str:
    if spec.relation == Relation.ALONE:
        return one(spec.nouns[0], rng) if spec.count == 1 else several(spec.nouns[0], spec.count, rng)
    parts = [one(noun, rng) for noun in spec.nouns]
    if spec.relation == Relation.ROW:
        return f'{parts[0]}, {parts[1]} and {parts[2]}'
    relation = spec.relation
    if relation in (Relation.LEFT, Relation.RIGHT) and rng.random() < 0.25:
        sides = ('left', 'right') if relation == Relation.LEFT else ('right', 'left')
        return f'{parts[0]} on the {sides[0]} and {parts[1]} on the {sides[1]}'
    if relation in (Relation.LEFT, Relation.RIGHT) and rng.random() < 0.35:
        relation, parts = BACKWARDS[relation], parts[::-1]
    return f'{parts[0]} {rng.choice(RELATIONS[relation])} {parts[1]}'


def say(spec: Spec, said: Said, rng: Random) -> str:
    where = [rng.choice(PLACES[spec.scene])] if said.scene else []
    when = [rng.choice(HOURS[spec.time])] if said.time else []
    sky = [rng.choice(SKIES[spec.weather])] if said.weather else []
    text = rng.choice([' ', ' ', ' ', ', ']).join([things(spec, rng), *where, *when, *sky])
    return rng.choice(HANDS[spec.style]).format(text) if said.style else text
