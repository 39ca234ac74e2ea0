import { PictureError, type PictureErrorCode } from '../pipelines/errors.ts';

type Rule = Readonly<{ pattern: RegExp; code: PictureErrorCode; sentence: (file: string, message: string) => string }>;

const operatorIn = (message: string): string =>
  /(?:implementation for|kernel for|Registered for|registered for)\s+([\w.]+)/.exec(message)?.[1] ?? 'an operator';

/** onnxruntime throws plain errors without a code: what they mean is in their words (1.30). First match wins. */
const rules: readonly Rule[] = [
  {
    pattern: /Failed to allocate memory|bad_alloc|bad allocation|Allocation size too large|out of memory|not enough memory/i,
    code: 'out-of-memory',
    sentence: (file) => `There was not enough memory for “${file}”. Choose a smaller size or model, or close other programs.`,
  },
  {
    pattern: /External data path|external data file|external initializer|model_path must not be empty|escapes model directory/i,
    code: 'external-data-missing',
    sentence: (file) => `The weights that belong to “${file}” are missing or cut off. Download the model again.`,
  },
  {
    pattern: /File doesn't exist|NO_SUCHFILE/i,
    code: 'file-missing',
    sentence: (file) => `“${file}” is missing. Download the model again.`,
  },
  {
    pattern: /Unsupported data type|bfloat16|FLOAT8|float8/i,
    code: 'type-unsupported',
    sentence: (file) =>
      `“${file}” works in a number type (bfloat16 or float8) that cannot be used here. Use a float32 or float16 export of the model.`,
  },
  {
    pattern:
      /NOT_IMPLEMENTED|Failed to find kernel|Could not find an implementation|is not a registered function\/op|No Op registered|Unrecognized attribute|No opset import for domain|is under development/i,
    code: 'operator-unsupported',
    sentence: (file, message) =>
      `“${file}” was made for another machine: ${operatorIn(message)} does not exist on this provider. Use a plain ONNX export (Optimum) of the model.`,
  },
  {
    pattern: /no available backend found|Failed to load shared library|Failed to get a WebGPU|WebGPU|CUDA|DML|provider/,
    code: 'provider-unavailable',
    sentence: (file, message) => `The chosen provider could not open “${file}”: ${message}`,
  },
  {
    pattern:
      /Protobuf parsing failed|does not have a graph|INVALID_PROTOBUF|Model data pointer is null|Invalid model|INVALID_GRAPH|Load model .* failed/i,
    code: 'file-damaged',
    sentence: (file) => `“${file}” is damaged or is not an ONNX graph. Download the model again.`,
  },
];

/** What onnxruntime threw while opening or running `file`, as an error that names the file and what to do. */
export const explain = (error: unknown, file: string, otherwise: PictureErrorCode): PictureError => {
  if (error instanceof PictureError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const rule = rules.find(({ pattern }) => pattern.test(message));
  if (rule === undefined) return new PictureError(otherwise, `“${file}” failed: ${message}`, { cause: error });
  return new PictureError(rule.code, rule.sentence(file, message), { cause: error });
};
