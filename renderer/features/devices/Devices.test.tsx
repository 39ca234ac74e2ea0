// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { devices, job } from '../../test/fake-data.ts';
import { renderScreen } from '../../test/render.tsx';
import { Making } from '../viewer/Making.tsx';
import { Devices } from './Devices.tsx';

vi.setConfig({ testTimeout: 30_000 });

afterEach(cleanup);

const [webgpu] = devices.devices;

it('says of each device whether it is used, what its test said and how fast it is', async () => {
  await renderScreen(<Devices />);
  const card = within(await screen.findByRole('article', { name: 'WebGPU' }));
  expect(card.getByText('in use')).toBeTruthy();
  expect(card.getByText('Computes what the processor computes.')).toBeTruthy();
  expect(card.getByText('31 ms (Starter, 128 × 128)')).toBeTruthy();
  expect(card.getByText('0.8 ms; the processor 4.2 ms')).toBeTruthy();
  expect(within(screen.getByRole('article', { name: 'Processor' })).queryByRole('button')).toBeNull();
});

it('tests one again and shows what was found', async () => {
  const { fake, user } = await renderScreen(<Devices />, {
    handlers: {
      'devices.test': async () => ({
        ...devices,
        devices: [{ ...webgpu!, test: { ...webgpu!.test!, verdict: 'wrong', target: 'portable', fusedDifference: 0.4, detail: null } }],
      }),
    },
  });
  await user.click(await screen.findByRole('button', { name: 'Test WebGPU' }));
  expect(await screen.findByText('Gave other numbers than the processor. It is not used.')).toBeTruthy();
  expect(fake.calls).toContainEqual({ name: 'devices.test', input: 'webgpu' });
});

it('says which models a device failed at, and lets it try again', async () => {
  const trouble = { model: { id: 'm', name: 'Forest XL' }, why: 'not-finite', detail: 'The latent became infinite.', at: 0 } as const;
  const { fake, user } = await renderScreen(<Devices />, {
    handlers: { 'devices.list': async () => ({ ...devices, devices: [{ ...webgpu!, troubles: [trouble] }] }) },
  });
  expect(await screen.findByText('Failed at Forest XL')).toBeTruthy();
  expect(screen.getByText(/computed numbers that are infinite or none \(.*The latent became infinite/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Let it try Forest XL again' }));
  expect(fake.calls).toContainEqual({ name: 'devices.tryAgain', input: { device: 'webgpu', model: 'm' } });
});

it('pins a device, and sets the memory budget by hand', async () => {
  const { fake, user } = await renderScreen(<Devices />);
  await user.click(await screen.findByRole('combobox', { name: 'Compute on' }));
  await user.click(await screen.findByRole('option', { name: 'WebGPU' }));
  expect(fake.calls).toContainEqual({ name: 'settings.set', input: { provider: 'webgpu' } });

  // a bar that cannot be moved would look like one that shows something
  expect(screen.queryByRole('slider', { name: 'Memory budget' })).toBeNull();
  await user.click(screen.getByRole('switch', { name: /^Automatic/ }));
  expect(fake.calls).toContainEqual({ name: 'settings.set', input: { memoryBudget: 8_500_000_000 } });
  (await screen.findByRole('slider', { name: 'Memory budget' })).focus();
  await user.keyboard('{ArrowRight}');
  expect(fake.calls.filter(({ name }) => name === 'settings.set').at(-1)?.input).toMatchObject({ memoryBudget: expect.any(Number) });
});

it('offers the command for a card without its provider', async () => {
  await renderScreen(<Devices />, { handlers: { 'devices.list': async () => ({ ...devices, install: 'node install.js' }) } });
  expect(await screen.findByText('node install.js')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Copy' })).toBeTruthy();
});

it('says beside the progress what computes, and that it is not what was chosen', async () => {
  const { fake } = await renderScreen(<Making job={job(1, { state: 'running' })} />);
  expect(await screen.findByText('on WebGPU')).toBeTruthy();
  fake.publish('devices.changed', { ...devices, current: 'cpu', fellBack: [{ from: 'webgpu', why: 'slow', detail: null }] });
  expect(await screen.findByText('on Processor')).toBeTruthy();
  fake.publish('devices.changed', { ...devices, current: 'cpu', fellBack: [{ from: 'webgpu', why: 'wrong', detail: null }] });
  expect(await screen.findByText('on Processor, not on WebGPU')).toBeTruthy();
});
