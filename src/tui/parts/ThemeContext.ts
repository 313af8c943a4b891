import { createContext } from 'react';
import { COLOURED, type Theme } from '../theme.ts';

export const ThemeContext = createContext<Theme>(COLOURED);
