import { Form } from '../generate/Form.tsx';
import { Filmstrip } from '../gallery/Filmstrip.tsx';
import { Stage } from '../viewer/Stage.tsx';
import classes from './StudioView.module.css';

/** Form, stage and the newest pictures. */
export const StudioView = () => (
  <div className={classes.studio}>
    <Form />
    <Stage />
    <Filmstrip />
  </div>
);
