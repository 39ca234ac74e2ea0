"""Arabic captions. Numbers use the dual of one-word nouns with "in the colour …", which needs no agreement, or "عدد", which takes the
singular of any noun."""
from random import Random

from ..world.spec import Relation
from .spec import Noun, Said, Spec

# Masculine, feminine, and the phrase that agrees with nothing.
LOOKS = {
    'red': ('أحمر', 'حمراء', 'باللون الأحمر'), 'orange': ('برتقالي', 'برتقالية', 'باللون البرتقالي'), 'yellow': ('أصفر', 'صفراء', 'باللون الأصفر'),
    'green': ('أخضر', 'خضراء', 'باللون الأخضر'), 'turquoise': ('فيروزي', 'فيروزية', 'باللون الفيروزي'), 'blue': ('أزرق', 'زرقاء', 'باللون الأزرق'),
    'purple': ('بنفسجي', 'بنفسجية', 'باللون البنفسجي'), 'pink': ('وردي', 'وردية', 'باللون الوردي'), 'brown': ('بني', 'بنية', 'باللون البني'),
    'black': ('أسود', 'سوداء', 'باللون الأسود'), 'grey': ('رمادي', 'رمادية', 'باللون الرمادي'), 'white': ('أبيض', 'بيضاء', 'باللون الأبيض'),
    'golden': ('ذهبي', 'ذهبية', 'من الذهب'), 'silver': ('فضي', 'فضية', 'من الفضة'), 'wooden': ('خشبي', 'خشبية', 'من الخشب'),
    'stone': ('حجري', 'حجرية', 'من الحجر'), 'glass': ('زجاجي', 'زجاجية', 'من الزجاج'), 'rainbow': ('ملون', 'ملونة', 'بألوان قوس قزح')}
PLACES = {
    'beach': ['على الشاطئ', 'على شاطئ البحر', 'على الرمال'], 'sea': ['في البحر', 'على سطح البحر', 'في المحيط'],
    'underwater': ['تحت الماء', 'في قاع البحر', 'في أعماق البحر'], 'lake': ['بجانب بحيرة', 'عند البحيرة', 'على ضفة بحيرة'],
    'forest': ['في الغابة', 'في غابة', 'بين أشجار الصنوبر'], 'jungle': ['في الأدغال', 'في غابة استوائية'],
    'autumn': ['في غابة خريفية', 'في الخريف', 'بين أشجار الخريف'], 'snow': ['في الثلج', 'على الثلج', 'في الشتاء'],
    'mountains': ['في الجبال', 'أمام الجبال', 'بين الجبال'], 'desert': ['في الصحراء', 'بين الكثبان الرملية'],
    'meadow': ['في المرج', 'على العشب', 'في حقل أخضر'], 'cave': ['في كهف', 'داخل كهف'], 'space': ['في الفضاء', 'بين النجوم'],
    'moon': ['على القمر', 'على سطح القمر'], 'garden': ['في الحديقة', 'في حديقة أزهار'], 'farm': ['في المزرعة', 'في مزرعة'],
    'road': ['على الطريق', 'على طريق ريفي'], 'city': ['في المدينة', 'في شارع المدينة'], 'village': ['في القرية', 'في قرية صغيرة'],
    'park': ['في المتنزه', 'في متنزه'], 'room': ['في غرفة', 'في غرفة الجلوس', 'في البيت'], 'kitchen': ['في المطبخ', 'في مطبخ'],
    'library': ['في المكتبة', 'أمام رفوف الكتب'], 'stage': ['على المسرح', 'على خشبة المسرح']}
HOURS = {'day': ['في النهار', 'نهارا'], 'dawn': ['عند الفجر', 'عند شروق الشمس', 'في الصباح الباكر'],
         'sunset': ['عند الغروب', 'عند غروب الشمس', 'في المساء'], 'night': ['في الليل', 'ليلا', 'تحت ضوء القمر']}
SKIES = {'rain': ['تحت المطر', 'في يوم ممطر'], 'snowfall': ['تحت تساقط الثلج', 'والثلج يتساقط'], 'fog': ['في الضباب', 'في يوم ضبابي'],
         'storm': ['في عاصفة رعدية', 'مع البرق']}
HANDS = {'plain': ['رسم يظهر فيه {}', 'صورة فيها {}', '{}، رسم مسطح'], 'watercolour': ['لوحة بالألوان المائية: {}', '{} بالألوان المائية'],
         'pixel art': ['{}، فن البكسل', 'فن البكسل: {}'], 'pencil': ['رسم بقلم الرصاص: {}', '{}، رسم بقلم الرصاص'],
         'neon': ['{} بأضواء النيون', '{}، نيون'], 'oil painting': ['لوحة زيتية: {}', '{}، لوحة زيتية'],
         'comic': ['{} بأسلوب القصص المصورة', 'قصة مصورة: {}']}
RELATIONS = {Relation.LEFT: ['على يسار', 'إلى يسار'], Relation.RIGHT: ['على يمين', 'إلى يمين'], Relation.ON: ['على', 'فوق'],
             Relation.UNDER: ['تحت', 'أسفل']}
BACKWARDS = {Relation.LEFT: Relation.RIGHT, Relation.RIGHT: Relation.LEFT}


def one(noun: Noun, rng: Random) -> str:
    name, feminine = noun.thing.arabic, noun.thing.arabic_gender == 'f'
    if noun.look is None:
        return name
    masculine, other, phrase = LOOKS[noun.look]
    return f'{name} {rng.choice([other if feminine else masculine] * 3 + [phrase])}'


def dual(name: str) -> str:
    """Nominative: تفاحة → تفاحتان."""
    return name[:-1] + 'تان' if name.endswith('ة') else name + 'ان'


def several(noun: Noun, count: int, rng: Random) -> str:
    name = noun.thing.arabic
    phrase = '' if noun.look is None else ' ' + LOOKS[noun.look][2]
    if count == 2 and ' ' not in name and not name.endswith(('ا', 'ى', 'ي', 'و', 'اء')) and rng.random() < 0.6:
        return dual(name) + phrase
    digit = rng.choice([str(count), '٠١٢٣'[count]])
    return f'{name}{phrase}، عدد {digit}' if rng.random() < 0.5 else f'{name}{phrase} (العدد {digit})'


def things(spec: Spec, rng: Random) -> str:
    if spec.relation == Relation.ALONE:
        return one(spec.nouns[0], rng) if spec.count == 1 else several(spec.nouns[0], spec.count, rng)
    parts = [one(noun, rng) for noun in spec.nouns]
    if spec.relation == Relation.ROW:
        return f'{parts[0]} و{parts[1]} و{parts[2]}'
    if spec.relation == Relation.HOLDING:
        feminine = spec.nouns[0].thing.arabic_gender == 'f'
        return f'{parts[0]} {rng.choice(["تحمل", "تمسك"] if feminine else ["يحمل", "يمسك"])} {parts[1]}'
    relation = spec.relation
    if relation in BACKWARDS and rng.random() < 0.35:
        relation, parts = BACKWARDS[relation], parts[::-1]
    return f'{parts[0]} {rng.choice(RELATIONS[relation])} {parts[1]}'


def say(spec: Spec, said: Said, rng: Random) -> str:
    where = [rng.choice(PLACES[spec.scene])] if said.scene else []
    when = [rng.choice(HOURS[spec.time])] if said.time else []
    sky = [rng.choice(SKIES[spec.weather])] if said.weather else []
    text = rng.choice([' ', ' ', '، ']).join([things(spec, rng), *where, *when, *sky])
    return rng.choice(HANDS[spec.style]).format(text) if said.style else text
