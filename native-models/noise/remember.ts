/** The function with its last `capacity` results by key; the one unused for longest goes first. */
export const remember = <Value>(capacity: number, compute: (key: number) => Value): ((key: number) => Value) => {
  const results = new Map<number, Value>();
  return (key) => {
    const value = results.get(key) ?? compute(key);
    results.delete(key);
    results.set(key, value);
    const oldest = results.keys().next();
    if (results.size > capacity && oldest.done !== true) results.delete(oldest.value);
    return value;
  };
};
