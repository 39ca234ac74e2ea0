/** What a provider may have wrong while all else is right: a type to compute in, an operator that exports fuse. */
export const testedParts = ['float16', 'MultiHeadAttention'] as const;
export type TestedPart = (typeof testedParts)[number];
