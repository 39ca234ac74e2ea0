import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import classes from './Form.module.css';

const width = 300;
const height = 84;
const margin = 8;

/** Places of σ over the steps, on a logarithmic axis; the last σ is 0 and lies on the floor. */
const placesOf = (sigmas: readonly number[]): readonly (readonly [number, number])[] => {
  const logs = sigmas.filter((sigma) => sigma > 0).map(Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const span = high - low;
  return sigmas.map((sigma, index) => {
    const level = sigma > 0 ? (span > 0 ? 0.08 + (0.92 * (Math.log(sigma) - low)) / span : 1) : 0;
    return [margin + (index / Math.max(1, sigmas.length - 1)) * (width - 2 * margin), height - margin - level * (height - 2 * margin)];
  });
};

/** The noise level over the steps of a run. */
export const SigmaCurve = ({ sigmas }: Readonly<{ sigmas: readonly number[] }>) => {
  const { t, i18n } = useTranslation();
  const places = placesOf(sigmas);
  const line = places.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const number = (value: number) => formatNumber(i18n.language, value, 3);
  const from = number(sigmas[0] ?? 0);
  const to = number(sigmas.at(-1) ?? 0);
  return (
    // a graph runs from left to right in every language
    <figure style={{ margin: 0 }} dir="ltr">
      <svg
        className={classes.curve}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('generate.curveOf', { from, to, count: sigmas.length - 1 })}
      >
        <polygon className={classes.curveArea} points={`${margin},${height - margin} ${line} ${width - margin},${height - margin}`} />
        <polyline className={classes.curveLine} points={line} />
      </svg>
      <figcaption className={classes.curveText}>
        <span>{from}</span>
        <span dir="auto">{t('generate.curve')}</span>
        <span>{to}</span>
      </figcaption>
    </figure>
  );
};
