// What Kubernetes, and Kuma with it, takes as the value of a label.
const LABEL_VALUE = /^([a-z0-9]([a-z0-9_.-]{0,61}[a-z0-9])?)?$/i;

export const isLabelValue = (text: string): boolean => LABEL_VALUE.test(text);
