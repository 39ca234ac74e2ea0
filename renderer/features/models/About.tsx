import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Models.module.css';

type Told = Readonly<{ id: string; builtIn: boolean; description: string | null }>;

/** What its author says of a model or of a file; a built-in one is ours, and speaks the page's language. */
export const About = ({ of: { id, builtIn, description } }: Readonly<{ of: Told }>) => {
  const { t } = useTranslation();
  if (description === null) return null;
  return (
    <Text size="sm" c="dimmed" mb="sm" lineClamp={4} dir="auto" className={classes.about ?? ''}>
      {builtIn ? t(`models.about.${id}`, { defaultValue: description }) : description}
    </Text>
  );
};
