import { RockpoolError } from '../base/error.ts';

/** RETOOL_APP_INVALID: the app holds what is not interpreted, so nothing could be said about it. */
export const refused = (plugin: string, why: string): RockpoolError =>
  new RockpoolError('RETOOL_APP_INVALID', `${plugin} cannot be run here: ${why}.`, {
    hint: 'Only what Rockpool puts into its apps is run; what Retool would do with the rest is not guessed.',
  });

/** RETOOL_APP_INVALID: nobody could do this on the screen. */
export const impossible = (plugin: string, why: string): RockpoolError =>
  new RockpoolError('RETOOL_APP_INVALID', `Nobody can do this with ${plugin}: ${why}.`, {
    hint: 'Do what a person in front of the screen can do.',
  });
