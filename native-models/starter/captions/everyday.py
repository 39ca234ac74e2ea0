"""Names that the grammars, which take Unicode's, do not know: other ways to write, and what people call a thing where Unicode names one kind of it.
By language, then by the name that version 0's card gives the thing."""

EVERYDAY: dict[str, dict[str, tuple[str, ...]]] = {
    'ar': {'flower': ('زهرة', 'وردة'), 'moon': ('قمر',), 'cup': ('كوب', 'فنجان'), 'cake': ('كعكة',), 'hat': ('قبعة',), 'shirt': ('قميص',), 'house': ('بيت',)},
    'hi': {'flower': ('फूल',), 'moon': ('चाँद', 'चांद'), 'cup': ('कप', 'प्याला'), 'cake': ('केक',), 'hat': ('टोपी',), 'shirt': ('कमीज़', 'शर्ट'), 'house': ('मकान', 'घर'), 'car': ('गाड़ी', 'कार')},
    'ja': {'cat': ('猫', 'ねこ'), 'dog': ('犬', 'いぬ'), 'rabbit': ('うさぎ', '兎'), 'frog': ('かえる', '蛙'), 'duck': ('あひる',), 'whale': ('くじら', '鯨'),
           'turtle': ('亀', 'かめ'), 'octopus': ('たこ', '蛸'), 'butterfly': ('蝶', 'ちょうちょ'), 'snail': ('かたつむり',), 'fish': ('魚', 'さかな'),
           'apple': ('りんご', '林檎'), 'strawberry': ('いちご', '苺'), 'carrot': ('にんじん', '人参'), 'mushroom': ('きのこ',), 'tree': ('木', '樹'), 'house': ('家', 'お家'),
           'cactus': ('サボテン', 'さぼてん'), 'car': ('車', '自動車'), 'sailboat': ('ヨット', '帆船'), 'star': ('星',), 'heart': ('ハート',), 'moon': ('月', '三日月'),
           'flower': ('花', '桜'), 'cup': ('カップ', 'コーヒーカップ'), 'cake': ('ケーキ',), 'hat': ('帽子', 'シルクハット'), 'shirt': ('シャツ', 'Tシャツ'),
           'key': ('鍵', 'かぎ'), 'gift': ('プレゼント', '贈り物'), 'ghost': ('お化け', '幽霊', 'おばけ'), 'balloon': ('風船',), 'umbrella': ('傘', 'かさ'), 'light bulb': ('電球',)}}
