import type { CSSProperties, ReactNode } from 'react';
import classes from './Frame.module.css';

type Props = Readonly<{ width: number; height: number; children: ReactNode; sides?: readonly [ReactNode, ReactNode] }>;

/** Room for a picture of this size: as large as fits, and the same for preview and result, so that nothing jumps. */
export const Frame = ({ width, height, children, sides }: Props) => {
  const size = { '--width': width, '--height': height } as CSSProperties;
  return (
    <div className={classes.room}>
      {sides !== undefined && (
        <>
          <span className={classes.before}>{sides[0]}</span>
          <span className={classes.after}>{sides[1]}</span>
        </>
      )}
      <div className={classes.frame} style={size}>
        {children}
      </div>
    </div>
  );
};
