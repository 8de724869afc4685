import { Record as ImmutableRecord } from 'immutable';
import transit from 'transit-immutable-js';

/** The three records of an export; the order of the names is their order in the file. */
export const recordFields = {
  appTemplate: [
    'appMaxWidth appStyles appTesting appThemeId appThemeModeId appThemeName createdAt customComponentCollections customDocumentTitle',
    'customDocumentTitleEnabled customShortcuts experimentalFeatures folders formAppSettings inAppRetoolPillAppearance',
    'instrumentationEnabled internationalizationSettings isFetching isFormApp isGlobalWidget isMobileApp loadingIndicatorsDisabled',
    'markdownLinkBehavior mobileAppSettings mobileOfflineAssets multiScreenMobileApp notificationsSettings pageCodeFolders',
    'pageLoadValueOverrides persistUrlParams plugins preloadedAppJavaScript preloadedAppJSLinks queryStatusVisibility',
    'responsiveLayoutDisabled rootScreen savePlatform shortlink testEntities tests urlFragmentDefinitions version serializedLayout agentEvals',
  ],
  pluginTemplate: [
    'id uuid _comment type subtype namespace resourceName resourceDisplayName template style position2 mobilePosition2',
    'mobileAppPosition tabIndex container createdAt updatedAt folder presetName screen boxId subBoxIds',
  ],
  position2: ['type container rowGroup subcontainer row col height width tabNum stackPosition'],
} as const;

type Fields = Record<string, unknown>;

function record(name: keyof typeof recordFields): ImmutableRecord.Factory<Fields> {
  const fields = recordFields[name].flatMap((line) => line.split(' '));
  return ImmutableRecord<Fields>(Object.fromEntries(fields.map((field) => [field, null])), name);
}

export const AppTemplate = record('appTemplate');
export const PluginTemplate = record('pluginTemplate');
export const Position2 = record('position2');

/** Text of `page.data.appState` from and to records; what Retool wrote comes out again byte by byte. */
export const codec = transit.withRecords([AppTemplate, PluginTemplate, Position2]);
