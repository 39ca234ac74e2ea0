import { PictureError, type PictureErrorCode } from '../pipelines/errors.ts';
import { type Words, sentence } from '../words/sentence.ts';

type Rule = Readonly<{ pattern: RegExp; code: PictureErrorCode; words: (file: string, message: string) => Words }>;

const operatorIn = (message: string): Words =>
  /(?:implementation for|kernel for|Registered for|registered for)\s+([\w.]+)/.exec(message)?.[1] ?? sentence('operator.some');

/** onnxruntime throws plain errors without a code: what they mean is in their words (1.30). First match wins. */
const rules: readonly Rule[] = [
  {
    pattern: /Failed to allocate memory|bad_alloc|bad allocation|Allocation size too large|out of memory|not enough memory/i,
    code: 'out-of-memory',
    words: (file) => sentence('session.memory', { file }),
  },
  {
    pattern: /External data path|external data file|external initializer|model_path must not be empty|escapes model directory/i,
    code: 'external-data-missing',
    words: (file) => sentence('session.weights', { file }),
  },
  {
    pattern: /File doesn't exist|NO_SUCHFILE/i,
    code: 'file-missing',
    words: (file) => sentence('session.missing', { file }),
  },
  {
    pattern: /Unsupported data type|bfloat16|FLOAT8|float8/i,
    code: 'type-unsupported',
    words: (file) => sentence('session.type', { file }),
  },
  {
    pattern:
      /NOT_IMPLEMENTED|Failed to find kernel|Could not find an implementation|is not a registered function\/op|No Op registered|Unrecognized attribute|No opset import for domain|is under development/i,
    code: 'operator-unsupported',
    words: (file, message) => sentence('session.operator', { file, operator: operatorIn(message) }),
  },
  {
    pattern: /no available backend found|Failed to load shared library|Failed to get a WebGPU|WebGPU|CUDA|DML|provider/,
    code: 'provider-unavailable',
    words: (file, message) => sentence('session.provider', { file, detail: message }),
  },
  {
    pattern:
      /Protobuf parsing failed|does not have a graph|INVALID_PROTOBUF|Model data pointer is null|Invalid model|INVALID_GRAPH|Load model .* failed/i,
    code: 'file-damaged',
    words: (file) => sentence('session.damaged', { file }),
  },
];

/** What onnxruntime threw while opening or running `file`, as an error that names the file and what to do. */
export const explain = (error: unknown, file: string, otherwise: PictureErrorCode): PictureError => {
  if (error instanceof PictureError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const rule = rules.find(({ pattern }) => pattern.test(message));
  if (rule === undefined) return new PictureError(otherwise, sentence('session.failed', { file, detail: message }), { cause: error });
  return new PictureError(rule.code, rule.words(file, message), { cause: error });
};
