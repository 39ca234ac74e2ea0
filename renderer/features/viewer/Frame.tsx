import type { CSSProperties, ReactNode } from 'react';
import classes from './Frame.module.css';

type Props = Readonly<{ width: number; height: number; children: ReactNode }>;

/** Room for a picture of this size: as large as fits, and the same for preview and result, so that nothing jumps. */
export const Frame = ({ width, height, children }: Props) => {
  const size = { '--width': width, '--height': height } as CSSProperties;
  return (
    <div className={classes.room}>
      <div className={classes.frame} style={size}>
        {children}
      </div>
    </div>
  );
};
