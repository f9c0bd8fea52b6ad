export { createSmartHome, type SmartHome, type SmartHomeParts } from './smart-home.ts';
