/** `doomed-move HOME TO`: moves a library until it is killed, and says each new stage on stdout at its first moment. */
import { writeSync } from 'node:fs';
import { resolveHome } from '../home.ts';
import { realDisk } from '../library/durable-write.ts';
import { createMover } from '../library/mover.ts';
import { readPlace } from '../library/place.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';

const [, , folder = '', to = ''] = process.argv;
const usual = resolveHome({ TINCTURE_HOME: folder });
let said = '';
const mover = createMover({
  usual,
  appFolder: '/nowhere',
  disk: realDisk,
  tell: (move) => {
    const stage = move === null ? 'done' : move.error === null ? move.state : inEnglish(move.error.message);
    if (stage !== said) writeSync(1, `${stage}\n`);
    said = stage;
  },
  whileClosed: (work) => work(),
});
mover.recover();
await mover.settled();
if (readPlace(usual).library !== to) await mover.start(to);
await mover.settled();
