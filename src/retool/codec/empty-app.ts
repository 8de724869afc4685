import { List } from 'immutable';

/** The version whose format these files have; Retool migrates an older one forward. */
export const formatVersion = '3.355.0';

/** Settings of an app; what is not named is null. */
export const emptyApp = {
  appMaxWidth: '100%',
  appStyles: '',
  customComponentCollections: [],
  customDocumentTitle: '',
  customDocumentTitleEnabled: false,
  customShortcuts: [],
  experimentalFeatures: {
    disableMultiplayerEditing: false,
    multiplayerEditingEnabled: false,
    sourceControlTemplateDehydration: false,
  },
  folders: List(),
  formAppSettings: { customRedirectUrl: '' },
  inAppRetoolPillAppearance: 'NO_OVERRIDE',
  instrumentationEnabled: false,
  isFetching: false,
  isFormApp: false,
  internationalizationSettings: { internationalizationEnabled: false, internationalizationFiles: [] },
  isGlobalWidget: false,
  isMobileApp: false,
  loadingIndicatorsDisabled: false,
  markdownLinkBehavior: 'auto',
  mobileAppSettings: {
    displaySetting: { landscapeMode: false, tabletMode: false },
    mobileOfflineModeBannerMode: 'default',
    mobileOfflineModeDelaySync: false,
    mobileOfflineModeEnabled: false,
  },
  mobileOfflineAssets: [],
  multiScreenMobileApp: false,
  notificationsSettings: {
    globalQueryShowFailureToast: true,
    globalQueryShowSuccessToast: false,
    globalQueryToastDuration: 4.5,
    globalToastPosition: 'bottomRight',
  },
  pageCodeFolders: {},
  pageLoadValueOverrides: List(),
  persistUrlParams: false,
  preloadedAppJSLinks: [],
  queryStatusVisibility: false,
  responsiveLayoutDisabled: false,
  savePlatform: 'web',
  testEntities: [],
  tests: [],
  urlFragmentDefinitions: List(),
  version: formatVersion,
  agentEvals: {},
};
