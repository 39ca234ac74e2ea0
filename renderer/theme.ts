import { fontFamily } from './fonts.ts';
import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** The one accent: ink. */
const ink: MantineColorsTuple = [
  '#f0f0ff',
  '#dedefc',
  '#bcbbf5',
  '#9896ee',
  '#7a77e8',
  '#6763e4',
  '#524dd2',
  '#4e49c8',
  '#4541b3',
  '#39369d',
];

/** Neutrals with a trace of the ink in them, dark to light as Mantine wants them: text first, page last. */
const dark: MantineColorsTuple = [
  '#dddce6',
  '#b6b5c4',
  '#918fa2',
  '#6b6a7d',
  '#45445a',
  '#34334a',
  '#25243a',
  '#1b1a29',
  '#151420',
  '#0f0e17',
];

const gray: MantineColorsTuple = [
  '#faf9fb',
  '#f3f2f6',
  '#e9e8ee',
  '#dcdbe4',
  '#c9c8d3',
  '#a9a8b6',
  '#646374',
  '#5a596a',
  '#3b3a4a',
  '#22212e',
];

export const theme = createTheme({
  colors: { ink, dark, gray },
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true, fz: 'xs' } },
    // an error may be somebody else's, in English; an explanation is in the language of the page, though a Latin name may begin it
    InputError: { defaultProps: { dir: 'auto' } },
    // its place for the first focus is no menu item, which a menu may hold alone
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    // the page itself never scrolls: to lock it would only have every style worked out anew
    Modal: { defaultProps: { lockScroll: false } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false, checkIconPosition: 'right', comboboxProps: { shadow: 'md' } } },
  },
});
