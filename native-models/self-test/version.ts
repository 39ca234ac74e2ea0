/** Rises when the self-test changes: what an earlier one found is then found out again. */
export const selfTestVersion = 2;
