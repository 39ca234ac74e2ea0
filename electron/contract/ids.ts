import { z } from 'zod';

export const ImageId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand('ImageId');
export const JobId = z
  .string()
  .regex(/^[0-9a-f-]{36}$/)
  .brand('JobId');
export type ImageId = z.output<typeof ImageId>;
export type JobId = z.output<typeof JobId>;
