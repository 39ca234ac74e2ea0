/**
 * Operators of onnxruntime's contrib domain that exist for CUDA or ROCm alone (ContribOperators.md, "Supported Execution Providers").
 * A graph with one of them was fused for an NVIDIA card and cannot run elsewhere.
 */
const cudaOnly: ReadonlySet<string> = new Set(
  [
    'GroupNorm',
    'SkipGroupNorm',
    'NhwcConv',
    'BiasSplitGelu',
    'BiasAdd',
    'NhwcFusedConv',
    'PackedAttention',
    'PackedMultiHeadAttention',
    'RestorePadding',
    'RemovePadding',
    'GemmFloat8',
  ].map((op) => `com.microsoft/${op}`),
);

/** Those of `operators` that need an NVIDIA card, and whether the graph is a TensorRT engine in disguise. */
export const operatorsForOthers = (operators: ReadonlySet<string>): readonly string[] =>
  [...operators]
    .filter((op) => cudaOnly.has(op) || op.startsWith('trt/') || op.endsWith('/EPContext') || op === 'com.microsoft/EPContext')
    .toSorted();
