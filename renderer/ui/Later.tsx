import { type PropsWithChildren, useLayoutEffect, useRef } from 'react';
import { whenIdle } from '../when-idle.ts';
import classes from './Later.module.css';

/** What a screen has far down, and much of: laid out in the pause after the screen has come, so that the two do not hold up one frame. */
export const Later = ({ children }: PropsWithChildren) => {
  const room = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const stop = whenIdle(() => room.current?.removeAttribute('data-later'));
    const element = room.current;
    // as it was, for the next time that the screen comes
    return () => {
      stop();
      element?.setAttribute('data-later', 'true');
    };
  }, []);
  return (
    <div ref={room} className={classes.later} data-later="true">
      {children}
    </div>
  );
};
