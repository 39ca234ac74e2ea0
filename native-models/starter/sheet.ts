/**
 * The sheets of the README: one picture a prompt with the seeds 1, 2, 3 …, none left out, none drawn twice.
 *
 *   node native-models/starter/sheet.ts [NAME …]
 */
import { closeModel, openModel, type Picture } from '../pipelines/index.ts';
import { writeSheet } from './contact-sheet.ts';
import { draw, here, models, type Settings } from './draw.ts';

const columns = 8;

/** A row of pictures: what is asked for, of which model; seeds go on from `seed`. */
type Row = Readonly<{ prompts: readonly string[]; model: string; seed: number; settings?: Settings }>;

const world = [
  'a red balloon on a beach',
  'a red apple',
  'a green cat in the snow',
  'a house',
  'a blue car in the city',
  'a yellow fish in the sea',
  'a purple tree in the desert',
  'a rocket in the night sky',
  'a black hat in a room',
  'a white rabbit in a meadow',
  'a crown at sunset',
  'an orange robot in a room',
  'a ghost in the forest',
  'a pink umbrella on the beach',
  'a brown dog in a meadow',
  'a green star in front of the sunset',
  'a penguin in the snow',
  'a blue mushroom in the woods',
  'a red bus in the street',
  'a yellow flower',
  'a pink heart in the desert',
  'a turtle on the sand',
  'a guitar in the living room',
  'a white moon in a starry sky',
  'a purple butterfly in a meadow',
  'a snowman in the forest',
  'a red apple left of a blue book in the forest',
  'a yellow duck and a red sailboat on the sea',
  'a green cactus right of a brown shirt in the desert',
  'a blue balloon on the left and a pink cake on the right in a room',
  'a black cat to the left of an orange cat in the city',
  'a gift next to a bell in the snow',
  'two red cats in the snow',
  'three green apples on the beach',
  'two blue cars in the city',
  'three yellow stars in the night sky',
  'three penguins in the snow',
  'a yellow duck on a red book in a room',
  'a white rabbit under a green umbrella in a meadow',
  'a black hat on top of a snowman in the forest',
];
const languages = [
  world.slice(0, columns),
  [
    'بالون أحمر على الشاطئ',
    'تفاحة حمراء',
    'قطة خضراء في الثلج',
    'منزل',
    'سيارة زرقاء في المدينة',
    'سمكة صفراء في البحر',
    'شجرة بنفسجية في الصحراء',
    'صاروخ بين النجوم',
  ],
  [
    'समुद्र तट पर लाल गुब्बारा',
    'लाल सेब',
    'बर्फ़ में हरी बिल्ली',
    'घर',
    'शहर में नीली कार',
    'समुद्र में पीली मछली',
    'रेगिस्तान में बैंगनी पेड़',
    'तारों के बीच रॉकेट',
  ],
  ['砂浜の赤い風船', '赤いリンゴ', '雪の中の緑の猫', '家', '街の青い車', '海の黄色い魚', '砂漠の紫の木', '星空のロケット'],
];
const some = world.slice(0, columns);
const by = (model: string, settings: Settings): Row => ({ prompts: some, model, seed: 1, settings });

const sheets: Readonly<Record<string, readonly Row[]>> = {
  sheet: Array.from({ length: world.length / columns }, (_, row) => ({
    prompts: world.slice(row * columns, (row + 1) * columns),
    model: 'starter',
    seed: row * columns + 1,
  })),
  languages: languages.map((prompts) => ({ prompts, model: 'starter', seed: 1 })),
  steps: [
    ...[5, 10, 20].map((steps) => by('starter', { steps })),
    ...[1, 2, 4].map((steps) => by('starter-fast', { steps })),
    ...[5, 10, 20].map((steps) => by('starter-field', { steps })),
  ],
  samplers: ['euler@1', 'euler-ancestral@1', 'heun@1', 'dpmpp-2m@1', 'ddim@1', 'unipc@1'].map((sampler) => by('starter', { sampler })),
};

const asked = process.argv.slice(2);
for (const [name, rows] of Object.entries(sheets)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const pictures: Picture[] = [];
  for (const { prompts, model: folder, seed, settings } of rows) {
    const model = await openModel(`${models}/${folder}`, { provider: 'cpu' });
    for (const [index, prompt] of prompts.entries()) pictures.push(await draw(model, { prompt, seed: seed + index }, settings));
    await closeModel(model);
    console.log(`${folder} ${JSON.stringify(settings ?? {})}: ${prompts.join('; ')}`);
  }
  await writeSheet(here(`${name}.png`), pictures, columns, name === 'sheet' ? 0.75 : 0.5);
}
