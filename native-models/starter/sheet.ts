/**
 * The sheet of the README: one picture a prompt with the seeds 1, 2, 3 …, none left out, none drawn twice.
 *
 *   node native-models/starter/sheet.ts [FILE]
 */
import { closeModel, openModel, type Picture } from '../pipelines/index.ts';
import { writeSheet } from './contact-sheet.ts';
import { draw, here, starter } from './draw.ts';

const prompts = [
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
];

const model = await openModel(starter, { provider: 'cpu' });
const pictures: Picture[] = [];
for (const [index, prompt] of prompts.entries()) pictures.push(await draw(model, { prompt, seed: index + 1 }));
await closeModel(model);
await writeSheet(process.argv[2] ?? here('sheet.png'), pictures, 8, 2);
for (let row = 0; row < prompts.length; row += 8) console.log(`${row / 8 + 1}. ${prompts.slice(row, row + 8).join('; ')}`);
