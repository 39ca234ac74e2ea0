import { nameKeys } from '../../host/export/template.ts';

const keyLines = Object.entries(nameKeys).map(([name, { explanation }]) => `  {${name}}`.padEnd(15) + explanation);

export const exportUsage = `Writes pictures of the library to a folder, a zip or a data set.

  npm run export -- --query 'red balloon' --format webp --to DIR [options]

Which pictures
  --query TEXT          as in the library's search box: 'rating>=4 model:starter'; '' is all
  --ids ID,ID…          these

Where to
  --to DIR              a folder; made where there is none
  --zip FILE            one zip, whole or not there
  --overwrite, --skip, --number
                        what happens where a name is taken (default: nothing is written)

How
  --format NAME         png, jpeg, webp, avif (default: png)
  --quality N           1 to 100; 100 is lossless in WebP and AVIF (default: 90)
  --resize SIZE         1024x1024 (fits inside), long:1024 (longer side), 50%
  --name TEMPLATE       folders by /, keys in braces (default: {prompt}-{seed}-{id8})
  --metadata POLICY     all, a1111 or none (default: all)
  --sidecar KIND        json or text beside each picture
  --recipes KIND        csv or jsonl: one file with all recipes
  --sheet KIND          png or pdf: contact sheets

As a data set
  --dataset LAYOUT      imagefolder, webdataset or kohya
  --captions SOURCE     prompt, tags or both (default: prompt)
  --dedupe HOW          none, content or perceptual (default: none)
  --validation SHARE    set aside by prompt, such as 10% (default: 0)
  --concept NAME, --repeats N     kohya's folder: 10_picture
  --shard N             pictures a WebDataset shard (default: 1000)

What is printed
  --dry-run             how many, and the first names; writes nothing
  --json                one JSON object a line: progress, then the result

Keys of a name
${keyLines.join('\n')}

Ctrl+C stops it; the same command goes on where it stopped.
Status: 0 done, 1 failed, 2 wrong input, 130 cancelled.
`;
