export { createSmartHome, type SmartHome, type SmartHomeDeps } from './smart-home.ts';
