"""Japanese captions: counters by kind, everything before the noun that it describes."""
from random import Random

from ..world.spec import Relation
from .spec import Noun, Said, Spec

LOOKS = {'red': ['赤い'], 'orange': ['オレンジ色の'], 'yellow': ['黄色い'], 'green': ['緑の', '緑色の'], 'turquoise': ['青緑の', 'ターコイズ色の'],
         'blue': ['青い'], 'purple': ['紫の', '紫色の'], 'pink': ['ピンクの', 'ピンク色の'], 'brown': ['茶色い', '茶色の'], 'black': ['黒い'],
         'grey': ['灰色の', 'グレーの'], 'white': ['白い'], 'golden': ['金色の', '黄金の'], 'silver': ['銀色の', '銀の'], 'wooden': ['木製の', '木でできた'],
         'stone': ['石の', '石でできた'], 'glass': ['ガラスの', 'ガラス製の'], 'rainbow': ['虹色の', 'カラフルな']}
PLACES = {
    'beach': ['砂浜', '浜辺', 'ビーチ', '海岸'], 'sea': ['海', '海の上', '大海原'], 'underwater': ['水中', '海の中', '海底'], 'lake': ['湖畔', '湖のほとり'],
    'forest': ['森', '森の中', '松林'], 'jungle': ['ジャングル', '熱帯雨林'], 'autumn': ['秋の森', '紅葉の森'], 'snow': ['雪の中', '雪原', '雪の上'],
    'mountains': ['山', '山の前', '山々の間'], 'desert': ['砂漠', '砂丘'], 'meadow': ['草原', '野原', '芝生の上'], 'cave': ['洞窟', '洞窟の中'],
    'space': ['宇宙', '宇宙空間', '星々の間'], 'moon': ['月面', '月の上'], 'garden': ['庭', '花の庭', '庭園'], 'farm': ['農場', '畑'],
    'road': ['道', '道路の上', '田舎道'], 'city': ['街', '都会', '街の通り'], 'village': ['村', '小さな村'], 'park': ['公園'],
    'room': ['部屋', '部屋の中', 'リビング'], 'kitchen': ['台所', 'キッチン'], 'library': ['図書館', '本棚の前'], 'stage': ['舞台', 'ステージの上']}
HOURS = {'day': ['昼の', '明るい昼の'], 'dawn': ['夜明けの', '朝焼けの', '早朝の'], 'sunset': ['夕暮れの', '夕焼けの', '夕方の'], 'night': ['夜の', '星空の', '月夜の']}
SKIES = {'rain': ['雨の', '雨が降る'], 'snowfall': ['雪が降る', '雪の舞う'], 'fog': ['霧の', '霧に包まれた'], 'storm': ['嵐の', '雷雨の']}
HANDS = {'plain': ['{}のイラスト', '{}の絵'], 'watercolour': ['{}の水彩画', '水彩画、{}'], 'pixel art': ['{}のドット絵', 'ピクセルアート、{}'],
         'pencil': ['{}の鉛筆画', '色鉛筆で描いた{}'], 'neon': ['ネオンの{}', '{}、ネオン'], 'oil painting': ['{}の油絵', '油絵、{}'],
         'comic': ['{}の漫画', '漫画風の{}']}
RELATIONS = {Relation.LEFT: ['の左に', 'の左側に'], Relation.RIGHT: ['の右に', 'の右側に'], Relation.ON: ['の上に'], Relation.UNDER: ['の下に']}
BACKWARDS = {Relation.LEFT: Relation.RIGHT, Relation.RIGHT: Relation.LEFT}
COUNTERS = {'being': {2: ['二人の', '2人の'], 3: ['三人の', '3人の']}, 'animal': {2: ['二匹の', '2匹の'], 3: ['三匹の', '3匹の']},
            'vehicle': {2: ['二台の', '2台の'], 3: ['三台の', '3台の']}, 'place': {2: ['二軒の', '2軒の'], 3: ['三軒の', '3軒の']},
            'plant': {2: ['二本の', '2本の'], 3: ['三本の', '3本の']}}
ANY = {2: ['二つの', '2つの', '2個の'], 3: ['三つの', '3つの', '3個の']}
# Those of a kind that are counted otherwise.
LOOSE = frozenset({'balloon', 'skateboard', 'rocket', 'flying saucer', 'ship', 'canoe', 'sailboat', 'speedboat', 'airplane', 'helicopter', 'mushroom',
                   'clover', 'bouquet', 'skull', 'pumpkin', 'teddy bear', 'snowman', 'ghost', 'robot', 'seashell', 'mountain', 'volcano', 'fountain',
                   'tower', 'tent', 'ferris wheel', 'carousel horse', 'stone statue'})


def counter(noun: Noun, count: int, rng: Random) -> str:
    table = ANY if noun.thing.english in LOOSE else COUNTERS.get(noun.thing.kind, ANY)
    return rng.choice(table[count])


def one(noun: Noun, rng: Random) -> str:
    return ('' if noun.look is None else rng.choice(LOOKS[noun.look])) + noun.thing.japanese


def alive(noun: Noun) -> bool:
    return noun.thing.kind in ('animal', 'being') and noun.thing.english not in ('skull', 'pumpkin', 'teddy bear', 'snowman', 'seashell')


def things(spec: Spec, rng: Random) -> str:
    nouns = spec.nouns
    if spec.relation == Relation.ALONE:
        return one(nouns[0], rng) if spec.count == 1 else counter(nouns[0], spec.count, rng) + one(nouns[0], rng)
    if spec.relation == Relation.ROW:
        return 'と'.join(one(noun, rng) for noun in nouns)
    if spec.relation == Relation.HOLDING:
        return f'{one(nouns[1], rng)}を{rng.choice(["持っている", "持つ", "持った"])}{one(nouns[0], rng)}'
    relation = spec.relation
    if relation in BACKWARDS and rng.random() < 0.35:
        relation, nouns = BACKWARDS[relation], nouns[::-1]
    return f'{one(nouns[1], rng)}{rng.choice(RELATIONS[relation])}{"いる" if alive(nouns[0]) else "ある"}{one(nouns[0], rng)}'


def say(spec: Spec, said: Said, rng: Random) -> str:
    around = (rng.choice(SKIES[spec.weather]) if said.weather else '') + (rng.choice(HOURS[spec.time]) if said.time else '')
    place = rng.choice(PLACES[spec.scene]) if said.scene else ''
    # "夜の雨の海の…": with no place, hour and weather describe the thing itself.
    around = around + place + rng.choice(['の', 'にある' if not alive(spec.nouns[0]) else 'にいる', 'の']) if place else around
    text = around + things(spec, rng)
    return rng.choice(HANDS[spec.style]).format(text) if said.style else text
