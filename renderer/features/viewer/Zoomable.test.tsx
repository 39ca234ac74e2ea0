// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderScreen } from '../../test/render.tsx';
import { Zoomable } from './Zoomable.tsx';

afterEach(cleanup);

it('is zoomed by a double click on it, not by the second half of the one that opened it', async () => {
  await renderScreen(<Zoomable src="data:," alt="a cat" width={64} />);
  const room = screen.getByRole('application');
  room.setPointerCapture = () => undefined;
  fireEvent.pointerDown(room);
  fireEvent.doubleClick(room);
  expect(room.dataset['zoomed']).toBe('false');
  fireEvent.pointerDown(room);
  fireEvent.doubleClick(room);
  expect(room.dataset['zoomed']).toBe('true');
});
