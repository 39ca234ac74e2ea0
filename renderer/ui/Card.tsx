import type { ComponentPropsWithoutRef } from 'react';
import { FactList } from './FactList.tsx';
import classes from './Card.module.css';

/** The body of a screen: cards below each other. */
export const CardList = (props: Omit<ComponentPropsWithoutRef<'div'>, 'className'>) => <div className={classes.list} {...props} />;

/** One thing that has a name. */
export const Card = (props: Omit<ComponentPropsWithoutRef<'article'>, 'className'>) => <article className={classes.card} {...props} />;

/** A part of a screen that is always there. */
export const CardSection = (props: Omit<ComponentPropsWithoutRef<'section'>, 'className'>) => (
  <section className={classes.card} {...props} />
);

/** What is known of a thing, in short. */
export const CardFacts = ({ facts }: Pick<ComponentPropsWithoutRef<typeof FactList>, 'facts'>) => (
  <FactList className={classes.facts} facts={facts} />
);
