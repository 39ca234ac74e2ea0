"""Names that the grammars, which take Unicode's, do not know: other ways to write, and what people call a thing where Unicode names one kind of it.
By language, then by the name that version 0's card gives the thing. A name of another gender than Unicode's has it behind a bar."""
from dataclasses import replace

from ..world.things import Thing

EVERYDAY: dict[str, dict[str, tuple[str, ...]]] = {
    'ar': {'apple': ('تفاح|m',), 'pear': ('إجاصة|f', 'إجاص'), 'banana': ('موز|m',), 'strawberry': ('فراولة',), 'carrot': ('جزر|m',),
           'mushroom': ('مشروم', 'عيش الغراب'), 'balloon': ('بالونة|f', 'منطاد'), 'fish': ('سمك|m',), 'house': ('بيت', 'دار|f'), 'cat': ('قط|m', 'هرة', 'قطه'),
           'dog': ('جرو',), 'rabbit': ('ارنب',), 'frog': ('ضفدعة|f',), 'duck': ('بطه',), 'turtle': ('سلحفاه',), 'octopus': ('اخطبوط',), 'butterfly': ('فراشه',),
           'snail': ('حلزونة|f',), 'tree': ('شجره',), 'cactus': ('صبارة|f',), 'flower': ('زهرة', 'وردة'), 'tulip': ('توليب', 'زهرة توليب|f'),
           'car': ('عربة', 'سياره'), 'bus': ('باص|m', 'أوتوبيس|m'), 'sailboat': ('قارب شراعي', 'قارب', 'مركب', 'سفينة|f'), 'rocket': ('سفينة فضاء|f',),
           'star': ('نجم|m',), 'moon': ('قمر',), 'cloud': ('غيمة', 'سحاب|m'), 'umbrella': ('شمسية',), 'cup': ('كوب', 'فنجان', 'كأس'),
           'cake': ('كعكة', 'كيك|m', 'كيكة', 'تورتة'), 'ice cream': ('ايس كريم', 'بوظة|f', 'مثلجات|f'), 'hat': ('قبعة',), 'shirt': ('تيشيرت', 'تي شيرت'),
           'bell': ('ناقوس',), 'guitar': ('جيتار', 'قيثارة|f'), 'gift': ('هديه',), 'light bulb': ('مصباح كهربائي', 'لمبة|f'), 'robot': ('إنسان آلي', 'ربوت'),
           'snowman': ('رجل الثلج',)},
    'hi': {'strawberry': ('स्ट्राबेरी',), 'mushroom': ('कुकुरमुत्ता', 'खुंभी|f'), 'balloon': ('बैलून',), 'house': ('मकान',), 'cat': ('बिल्ला|m',), 'dog': ('पिल्ला', 'डॉगी'),
           'rabbit': ('ख़रगोश',), 'frog': ('मेढक',), 'penguin': ('पेंगुइन',), 'duck': ('बत्तख',), 'whale': ('व्हेल', 'व्हेल मछली'), 'turtle': ('कछुवा',),
           'octopus': ('आक्टोपस', 'अष्टबाहु'), 'tree': ('वृक्ष', 'पेड'), 'cactus': ('नागफनी|f',), 'flower': ('फूल', 'पुष्प'), 'car': ('गाड़ी', 'मोटरकार'),
           'sailboat': ('नाव', 'नौका', 'पालनौका'), 'rocket': ('राकेट', 'अंतरिक्ष यान'), 'star': ('सितारा',), 'heart': ('हृदय', 'हार्ट'),
           'moon': ('चांद', 'चंद्रमा', 'चन्द्रमा', 'अर्धचंद्र'), 'cloud': ('मेघ',), 'umbrella': ('छतरी|f',), 'book': ('पुस्तक',), 'cup': ('कप', 'प्याला', 'मग'), 'cake': ('केक',),
           'ice cream': ('आइस क्रीम',), 'key': ('चाभी', 'कुंजी'), 'crown': ('ताज',), 'hat': ('टोपी', 'हैट|m'), 'shirt': ('कमीज़', 'शर्ट', 'टीशर्ट', 'टी-शर्ट'), 'bell': ('घंटा|m',),
           'gift': ('तोहफ़ा', 'तोहफा', 'गिफ़्ट', 'भेंट|f'), 'light bulb': ('लाइट बल्ब',), 'ghost': ('प्रेत',), 'robot': ('रोबो',), 'snowman': ('बर्फ़ का पुतला', 'बर्फ़ का आदमी')},
    'ja': {'apple': ('りんご', '林檎'), 'pear': ('洋梨', '梨', 'ナシ'), 'banana': ('ばなな',), 'strawberry': ('イチゴ', '苺'), 'carrot': ('にんじん', '人参'),
           'mushroom': ('きのこ', '茸'), 'balloon': ('ふうせん', 'バルーン'), 'fish': ('さかな', 'お魚', 'サカナ'), 'house': ('お家', 'おうち', '一軒家'),
           'cat': ('猫', 'ねこ', '子猫'), 'dog': ('犬', 'いぬ', '子犬'), 'rabbit': ('うさぎ', '兎'), 'frog': ('かえる', '蛙'), 'penguin': ('ぺんぎん',),
           'duck': ('あひる', 'カモ', '鴨'), 'whale': ('くじら', '鯨'), 'turtle': ('亀', 'かめ'), 'octopus': ('たこ', '蛸'), 'butterfly': ('蝶', 'ちょうちょ', '蝶々', 'チョウチョ'),
           'snail': ('かたつむり', 'でんでんむし'), 'tree': ('樹', '樹木', 'ツリー'), 'cactus': ('さぼてん',), 'flower': ('花', 'お花'), 'tulip': ('ちゅーりっぷ',),
           'car': ('自動車', 'くるま', 'クルマ'), 'sailboat': ('帆船', '船', 'ボート'), 'rocket': ('宇宙船',), 'star': ('お星さま', 'ほし', 'スター'), 'heart': ('ハートマーク', 'はーと'),
           'moon': ('月', 'お月さま'), 'cloud': ('くも', 'クモ'), 'umbrella': ('かさ', 'カサ', '雨傘'), 'book': ('ほん', '絵本'), 'cup': ('カップ', 'コップ', 'マグカップ'),
           'cake': ('ケーキ', '誕生日ケーキ'), 'ice cream': ('アイス', 'ソフトクリーム'), 'key': ('かぎ', 'カギ'), 'crown': ('冠', 'かんむり', 'クラウン'),
           'hat': ('帽子', 'ぼうし', 'ハット'), 'shirt': ('シャツ', 'ティーシャツ'), 'bell': ('鐘', '鈴'), 'gift': ('贈り物', 'ギフト'), 'light bulb': ('豆電球', 'ランプ'),
           'ghost': ('おばけ', '幽霊', 'オバケ', 'ゴースト'), 'snowman': ('ゆきだるま', '雪ダルマ', 'スノーマン')}}
FIELDS = {'ar': ('arabic', 'arabic_gender'), 'hi': ('hindi', 'hindi_gender'), 'ja': ('japanese',)}


def called(thing: Thing, name: str, language: str) -> Thing:
    """The same thing, that the grammar of a language calls by another name."""
    word, _, gender = name.partition('|')
    return replace(thing, **dict(zip(FIELDS[language], (word, gender) if gender else (word,))))
