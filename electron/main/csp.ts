import { contentSecurityPolicyWith } from '../host/content-security-policy.ts';
import { imageScheme } from './origins.ts';

export const contentSecurityPolicy = contentSecurityPolicyWith(`'self' ${imageScheme}:`);
